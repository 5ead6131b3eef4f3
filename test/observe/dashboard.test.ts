import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { PLAIN_DEFAULTS } from '../../src/config/plain.js';
import { CHECK_IDS } from '../../src/image/checks/ids.js';
import { alertRules } from '../../src/observe/alert-rules.js';
import { dashboard } from '../../src/observe/dashboard.js';
import { METRICS, PROCESS_METRICS } from '../../src/observe/metrics/definitions.js';
import { Metrics } from '../../src/observe/metrics/metrics.js';
import { promtool, PROMTOOL } from '../support/promtool.js';
import { scratchFolder } from '../support/scratch.js';
import { check, report } from '../report/samples.js';
import { decision, liveState } from './decisions.js';
import { scrape } from './metrics/scrape.js';
import { aggregationsIn, metricsIn, type Aggregation } from './promql.js';

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly datasource?: { readonly uid: string };
  readonly fieldConfig?: { readonly defaults: { readonly unit: string; readonly decimals?: number } };
  readonly targets?: readonly { readonly refId: string; readonly expr: string; readonly legendFormat: string }[];
}

interface Dashboard {
  readonly schemaVersion: number;
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly name: string; readonly definition?: string }[] };
}

const scratch = scratchFolder();
// as Grafana gets it
const shown = JSON.parse(JSON.stringify(dashboard())) as Dashboard;
const charts = shown.panels.filter(({ type }) => type !== 'row');
const targets = charts.flatMap((panel) => (panel.targets ?? []).map((target) => ({ ...target, title: panel.title })));
const rules = alertRules(PLAIN_DEFAULTS.alerts).groups.flatMap((group) => group.rules);
const queries = [...targets, ...rules].map(({ expr }) => expr);

/** A query as Prometheus gets it. */
function filledIn(expr: string): string {
  return expr
    .replaceAll('$__rate_interval', '5m')
    .replaceAll('$__range', '6h')
    .replaceAll(/\$(job|instance)/g, '.*');
}

/** A scrape in which every metric has a series. */
async function fullScrape(): Promise<string> {
  const metrics = new Metrics({ version: '0.1.0', suites: { image: CHECK_IDS }, state: () => liveState() });
  metrics.accept(decision({ arm: { experiment: 'lossy', arm: 'treatment', draw: 0.5 } }));
  metrics.accept(decision({ action: 'reject', report: report({ verdict: 'fail', checks: [check('fps', 'failed')] }) }));
  metrics.alert('high', 'slack', 'sent');
  return await metrics.text();
}

describe('the dashboard', () => {
  test('has a panel for every metric of the list', () => {
    const used = new Set(targets.flatMap(({ expr }) => metricsIn(expr)));
    const missing = Object.values(METRICS).filter(
      ({ name, type }) => !used.has(type === 'histogram' ? `${name}_bucket` : name),
    );
    expect(missing).toEqual([]);
  });

  test('has panels with ids of their own, inside the grid and none over another', () => {
    const ids = shown.panels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const taken = new Map<string, string>();
    for (const { title, gridPos } of shown.panels) {
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          expect({ title, over: taken.get(`${x},${y}`) }).toEqual({ title, over: undefined });
          taken.set(`${x},${y}`, title);
        }
      }
    }
    // rows are full, so that nothing moves up when Grafana compacts the grid
    const height = Math.max(...shown.panels.map(({ gridPos }) => gridPos.y + gridPos.h));
    expect(taken.size).toBe(24 * height);
  });

  test('says at every panel what it tells, and asks the data source that is chosen', () => {
    expect(charts.length).toBeGreaterThan(15);
    const silent = charts.filter(({ description = '' }) => description.length < 20);
    const elsewhere = charts.filter(({ datasource }) => datasource?.uid !== '${datasource}');
    const empty = charts.filter(({ targets: ofPanel = [] }) => ofPanel.length === 0);
    const mixed = charts.filter(({ targets: all = [] }) => new Set(all.map(({ refId }) => refId)).size !== all.length);
    expect({ silent, elsewhere, empty, mixed }).toEqual({ silent: [], elsewhere: [], empty: [], mixed: [] });
    expect(shown.templating.list.map(({ name }) => name)).toEqual(['datasource', 'job', 'instance']);
  });

  test('shows what is counted over a time as whole numbers', () => {
    const { unit, decimals } = charts.find(({ title }) => title === 'Subjects in this time')!.fieldConfig!.defaults;
    expect({ unit, decimals }).toEqual({ unit: 'short', decimals: 0 });
  });

  test('names in legends only what the query answers by', () => {
    const unanswered = targets.flatMap(({ expr, legendFormat }) => {
      const by = aggregationsIn(expr).flatMap((one) => one.by);
      const named = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label);
      return named.filter((label) => !by.includes(label)).map((label) => ({ expr, label }));
    });
    expect(unanswered).toEqual([]);
  });

  test('keeps every query to the jobs and instances that are chosen', () => {
    const open = targets.filter(({ expr }) =>
      aggregationsIn(expr).some(({ matched }) => !matched.includes('job') || !matched.includes('instance')),
    );
    expect(open).toEqual([]);
  });

  test.runIf(PROMTOOL)('has queries that Prometheus can parse', () => {
    const file = join(scratch, 'queries.yml');
    const recorded = targets.map(({ expr }, index) => ({ record: `query:number_${index}`, expr: filledIn(expr) }));
    writeFileSync(file, stringify({ groups: [{ name: 'queries', rules: recorded }] }, { lineWidth: 0 }));
    expect(promtool(['check', 'rules', file])).toEqual({
      agrees: true,
      says: expect.stringContaining(`${targets.length} rules found`) as string,
    });
  });
});

function isIn(labelsOf: ReadonlyMap<string, readonly string[]>, { metric, by, matched }: Aggregation): boolean {
  return [...by, ...matched].every((label) => labelsOf.get(metric)?.includes(label)) && labelsOf.has(metric);
}

describe('what dashboard and alert rules ask for', () => {
  const definitions = [...Object.values(METRICS), ...Object.values(PROCESS_METRICS)];
  // as scraped, with the labels that Prometheus adds
  const known = new Map<string, readonly string[]>(
    definitions.flatMap((definition): [string, string[]][] => {
      const labels = [...Object.keys(definition.labels), 'job', 'instance'];
      if (definition.type !== 'histogram') return [[definition.name, labels]];
      return [
        [`${definition.name}_bucket`, [...labels, 'le']],
        [`${definition.name}_count`, labels],
        [`${definition.name}_sum`, labels],
      ];
    }),
  );

  test('is in the definitions, every metric with its labels', () => {
    expect(queries.length).toBeGreaterThan(30);
    for (const expr of queries) {
      const asked = aggregationsIn(expr);
      const aggregated = asked.map(({ metric }) => metric);
      // a metric beside an aggregation would escape this test
      const bare = metricsIn(expr).filter((name) => !aggregated.includes(name));
      expect({ expr, bare }).toEqual({ expr, bare: expr.startsWith('absent(') ? [METRICS.buildInfo.name] : [] });
      expect({ expr, unknown: asked.filter((one) => !isIn(known, one)) }).toEqual({ expr, unknown: [] });
    }
  });

  test('is in a real scrape, every metric with its labels', async () => {
    const scraped = new Map<string, readonly string[]>();
    for (const { name, labels } of scrape(await fullScrape())) {
      scraped.set(name, ['job', 'instance', ...(scraped.get(name) ?? []), ...Object.keys(labels)]);
    }
    for (const expr of queries) {
      expect({ expr, absent: aggregationsIn(expr).filter((one) => !isIn(scraped, one)) }).toEqual({ expr, absent: [] });
    }
  });

  test('matches only values that a label can have', () => {
    const fixed = new Map<string, readonly string[]>(
      definitions.flatMap(({ labels }) =>
        Object.entries(labels).flatMap(([label, values]) => (Array.isArray(values) ? [[label, values] as const] : [])),
      ),
    );
    const impossible = queries.flatMap((expr) =>
      [...expr.matchAll(/(\w+)(=~|!=|=)"([^"]*)"/g)].filter(([, label = '', operator, value = '']) => {
        const asked = operator === '=~' ? value.split('|') : [value];
        return asked.some((one) => fixed.get(label)?.includes(one) === false);
      }),
    );
    expect(impossible).toEqual([]);
  });
});

test.runIf(PROMTOOL)('a scrape is as Prometheus wants it, names and help included', async () => {
  expect(promtool(['check', 'metrics'], await fullScrape())).toEqual({ agrees: true, says: '' });
});
