import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { PLAIN_DEFAULTS } from '../../src/config/plain.js';
import { alertRules } from '../../src/observe/alert-rules.js';
import { promtool, PROMTOOL } from '../support/promtool.js';
import { scratchFolder } from '../support/scratch.js';
import { CASES, type Series } from './alert-rules/cases.js';
import { aggregationsIn, metricsIn } from './promql.js';

const scratch = scratchFolder();
const thresholds = PLAIN_DEFAULTS.alerts;
const rules = alertRules(thresholds).groups.flatMap((group) => group.rules);
const names = rules.map(({ alert }) => alert);

/** A rule file with some of them: those that nobody asks about need not be evaluated for a day of minutes. */
function written(alerts: readonly string[]): string {
  const file = join(scratch, 'pressproof.rules.yml');
  const some = rules.filter(({ alert }) => alerts.includes(alert));
  writeFileSync(file, stringify({ groups: [{ name: 'pressproof', rules: some }] }, { lineWidth: 0 }));
  return file;
}

interface Alert {
  readonly exp_labels: Readonly<Record<string, string>>;
  readonly exp_annotations: Readonly<Record<string, string>>;
}

/** What promtool says of these rules after `at`, with a sample every minute. */
function afterwards(series: Series, at: string, expected: Readonly<Record<string, readonly Alert[]>>) {
  const file = join(scratch, 'test.yml');
  writeFileSync(
    file,
    stringify({
      rule_files: [written(Object.keys(expected))],
      evaluation_interval: '1m',
      tests: [
        {
          interval: '1m',
          input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
          alert_rule_test: Object.entries(expected).map(([alertname, exp_alerts]) => ({
            eval_time: at,
            alertname,
            exp_alerts,
          })),
        },
      ],
    }),
  );
  return promtool(['test', 'rules', file]);
}

describe.runIf(PROMTOOL)('promtool', () => {
  test('finds every rule well-formed', () => {
    expect(promtool(['check', 'rules', written(names)])).toEqual({
      agrees: true,
      says: expect.stringContaining(`${rules.length} rules found`) as string,
    });
  });

  test.each(CASES.flatMap(({ alert, fires }) => fires.map((one) => [alert, one.when, one] as const)))(
    '%s fires when %s',
    (alert, _, { series, at, labels, summary }) => {
      const rule = rules.find((one) => one.alert === alert);
      const description = rule?.annotations.description.replaceAll(
        /\{\{ \$labels\.(\w+) \}\}/g,
        (__, label: string) => labels[label] ?? '',
      );
      const fired = {
        exp_labels: { ...labels, severity: rule?.labels.severity ?? '' },
        exp_annotations: { summary, description: description ?? '' },
      };
      expect(afterwards(series, at, { [alert]: [fired] })).toEqual({ agrees: true, says: expect.anything() as string });
    },
  );

  test.each(CASES.flatMap(({ alert, silent }) => silent.map((one) => [alert, one.when, one] as const)))(
    '%s is silent when %s',
    (alert, _, { series, at }) => {
      expect(afterwards(series, at, { [alert]: [] })).toEqual({ agrees: true, says: expect.anything() as string });
    },
  );

  test('nothing but the absence of everything fires where nothing is scraped', () => {
    const silent = Object.fromEntries(names.filter((name) => name !== 'PressproofAbsent').map((name) => [name, []]));
    expect(afterwards({ 'up{job="other"}': '1x200' }, '3h', silent).agrees).toBe(true);
  });

  test('would notice a rule that does not fire, so the tests above are about something', () => {
    const [{ fires }] = CASES as readonly [(typeof CASES)[number]];
    const { series, at } = fires[0] as (typeof fires)[number];
    expect(afterwards(series, at, { [CASES[0]?.alert ?? '']: [] }).agrees).toBe(false);
  });
});

test('every rule has a case in which it fires and one in which it is silent', () => {
  const covered = CASES.filter(({ fires, silent }) => fires.length > 0 && silent.length > 0).map(({ alert }) => alert);
  expect(covered.toSorted()).toEqual(names.toSorted());
});

test.each(rules)('$alert names only labels that its result has', ({ expr, annotations }) => {
  const by = aggregationsIn(expr)[0]?.by ?? [];
  const named = [...`${annotations.summary} ${annotations.description}`.matchAll(/\$labels\.(\w+)/g)].map(
    ([, label]) => label,
  );
  for (const label of named) expect(by).toContain(label);
  expect(metricsIn(expr)).not.toEqual([]);
});

describe('thresholds', () => {
  const { rules: defaults } = thresholds;
  const exprs = (more: Partial<typeof thresholds.rules>, window = 10) =>
    Object.fromEntries(
      alertRules({ ...thresholds, windowMinutes: window, rules: { ...defaults, ...more } as typeof defaults })
        .groups.flatMap((group) => group.rules)
        .map(({ alert, expr }) => [alert, expr]),
    );

  test('of null leave their rules out', () => {
    const off = { over: null };
    const left = exprs({
      failureRate: { ...defaults.failureRate, ...off },
      slowRate: { ...defaults.slowRate, ...off },
      inconclusiveRate: { ...defaults.inconclusiveRate, ...off },
      memoryMiB: { ...defaults.memoryMiB, ...off },
      consecutiveFailures: { ...defaults.consecutiveFailures, atLeast: null },
    } as never);
    const gone = names.filter((name) => !(name in left));
    expect(gone.toSorted()).toEqual([
      'PressproofFailureRate',
      'PressproofInconclusiveRate',
      'PressproofMemory',
      'PressproofNothingPasses',
      'PressproofSlowRate',
    ]);
  });

  test.each([
    [100, 'le="0.1"'],
    [90, 'le="0.1"'],
    [101, 'le="0.2"'],
    // Prometheus 3 stores this one as 1.0
    [1000, 'le=~"1(\\\\.0)?"'],
  ])('of slowness between two buckets are the next above: %i ms', (slowOverMs, le) => {
    expect(exprs({ slowRate: { ...defaults.slowRate, slowOverMs } } as never)['PressproofSlowRate']).toContain(le);
  });

  test('of slowness beyond every bucket cannot be asked for, and make no rule', () => {
    expect(exprs({ slowRate: { ...defaults.slowRate, slowOverMs: 60_001 } } as never)).not.toHaveProperty(
      'PressproofSlowRate',
    );
  });

  test('hold over the window that is configured', () => {
    expect(exprs({}, 30)['PressproofFailureRate']).toContain('[30m]');
    expect(exprs({}, 0.25)['PressproofFailureRate']).toContain('[15s]');
  });
});
