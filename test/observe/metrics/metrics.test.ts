import { fc, test } from '@fast-check/vitest';
import { Counter, Registry } from 'prom-client';
import { describe, expect } from 'vitest';
import { MODES } from '../../../src/core/modes.js';
import { OUTCOMES, VERDICTS } from '../../../src/core/outcome.js';
import { METRICS } from '../../../src/observe/metrics/definitions.js';
import { Metrics } from '../../../src/observe/metrics/metrics.js';
import { CHECK_IDS } from '../../../src/image/checks/ids.js';
import { check, report } from '../../report/samples.js';
import { compression, decision, liveState } from '../decisions.js';
import { scrape, type Sample } from './scrape.js';

const suites = { image: CHECK_IDS };
const metrics = (more: Partial<ConstructorParameters<typeof Metrics>[0]> = {}) =>
  new Metrics({ version: '0.1.0', suites, state: () => liveState(), ...more });

async function samplesOf(one: Metrics): Promise<Sample[]> {
  return scrape(await one.text());
}

function sorted(labels: Readonly<Record<string, string>>): string {
  return JSON.stringify(
    Object.keys(labels)
      .toSorted()
      .map((label) => [label, labels[label]]),
  );
}

/** Value of the one series with these labels, in any order; undefined where there is none. */
function value(samples: readonly Sample[], name: string, labels: Record<string, string> = {}): number | undefined {
  const wanted = sorted(labels);
  return samples.find((one) => one.name === name && sorted(one.labels) === wanted)?.value;
}

describe('a scrape', () => {
  test('has every metric of the contract, with its labels, and no other of ours', async () => {
    // shared with users: the names and labels of the public contract
    const contract = {
      pressproof_validations_total: ['suite', 'mode', 'verdict'],
      pressproof_checks_total: ['suite', 'check', 'outcome'],
      pressproof_validation_duration_seconds: ['suite', 'coverage'],
      pressproof_check_duration_seconds: ['suite', 'check'],
      pressproof_compression_duration_seconds: ['engine', 'operation'],
      pressproof_compressed_bytes_total: ['direction'],
      pressproof_queue_depth: [],
      pressproof_queue_wait_seconds: [],
      pressproof_dropped_total: ['reason'],
      pressproof_sampled_total: ['arm'],
      pressproof_mode_info: ['mode'],
      pressproof_degradation_level: [],
      pressproof_emergency_disabled: [],
      pressproof_rejections_total: ['suite', 'check'],
      pressproof_alerts_total: ['severity', 'channel', 'result'],
      pressproof_build_info: ['version'],
    };
    const one = metrics();
    one.accept(decision({ action: 'reject', report: report({ verdict: 'fail', checks: [check('fps', 'failed')] }) }));
    const found: Record<string, string[]> = {};
    for (const { name, labels } of await samplesOf(one)) {
      if (!name.startsWith('pressproof_')) continue;
      found[name.replace(/_(bucket|sum|count)$/, '')] = Object.keys(labels).filter((label) => label !== 'le');
    }
    const inOrder = (names: Record<string, string[]>) =>
      Object.fromEntries(Object.entries(names).map(([name, labels]) => [name, labels.toSorted()]));
    expect(inOrder(found)).toEqual(inOrder(contract));
  });

  test('counts subjects, checks and their times', async () => {
    const one = metrics();
    const checks = [check('file_integrity', 'passed'), check('color_count', 'failed', { durationMs: 300 })];
    one.accept(decision({ report: report({ verdict: 'fail', checks }), validationMs: 2150, queueWaitMs: 2000 }));
    one.accept(decision());
    const samples = await samplesOf(one);
    const labels = { suite: 'image', mode: 'alert' };
    expect(value(samples, 'pressproof_validations_total', { ...labels, verdict: 'fail' })).toBe(1);
    expect(value(samples, 'pressproof_validations_total', { ...labels, verdict: 'pass' })).toBe(1);
    expect(value(samples, 'pressproof_checks_total', { suite: 'image', check: 'color_count', outcome: 'failed' })).toBe(
      1,
    );
    const duration = 'pressproof_validation_duration_seconds';
    const full = { suite: 'image', coverage: 'full' };
    // 38 ms and 150 ms without their waits: the guide's edge of slowness lies between
    expect(value(samples, `${duration}_bucket`, { ...full, le: '0.1' })).toBe(1);
    expect(value(samples, `${duration}_bucket`, { ...full, le: '0.2' })).toBe(2);
    expect(value(samples, `${duration}_sum`, full)).toBeCloseTo(0.188, 9);
    expect(
      value(samples, 'pressproof_check_duration_seconds_sum', { suite: 'image', check: 'color_count' }),
    ).toBeCloseTo(0.3, 9);
    expect(value(samples, 'pressproof_queue_wait_seconds_sum')).toBeCloseTo(2.002, 9);
    expect(
      value(samples, 'pressproof_compression_duration_seconds_sum', {
        engine: 'gifsicle',
        operation: 'color_reduction',
      }),
    ).toBeCloseTo(0.16, 9);
  });

  test('reads the gauges when asked, not before', async () => {
    let state = liveState({ mode: 'shadow', queueDepth: 3 });
    const one = metrics({ state: () => state });
    const before = await samplesOf(one);
    expect(MODES.map((mode) => value(before, 'pressproof_mode_info', { mode }))).toEqual([0, 1, 0, 0]);
    expect(value(before, 'pressproof_queue_depth')).toBe(3);
    expect(value(before, 'pressproof_emergency_disabled')).toBe(0);
    state = liveState({
      mode: 'enforce',
      degradation: 'structural',
      emergency: { disabled: true, reason: 'drill', until: null },
    });
    const after = await samplesOf(one);
    expect(MODES.map((mode) => value(after, 'pressproof_mode_info', { mode }))).toEqual([0, 0, 0, 1]);
    expect(value(after, 'pressproof_degradation_level')).toBe(2);
    expect(value(after, 'pressproof_emergency_disabled')).toBe(1);
    expect(value(after, 'pressproof_queue_depth')).toBe(0);
  });

  test('leaves out the gauges that cannot be told, rather than to say 0 or what was', async () => {
    let state: ReturnType<typeof liveState> | null = liveState({ queueDepth: 3 });
    const one = metrics({ state: () => state });
    one.accept(decision());
    await one.text();
    state = null;
    const samples = await samplesOf(one);
    const gauges = ['mode_info', 'queue_depth', 'degradation_level', 'emergency_disabled'];
    expect(samples.filter(({ name }) => gauges.some((gauge) => name === `pressproof_${gauge}`))).toEqual([]);
    expect(value(samples, 'pressproof_build_info', { version: '0.1.0' })).toBe(1);
    expect(value(samples, 'pressproof_queue_wait_seconds_count')).toBe(1);
    state = liveState({ queueDepth: 4 });
    expect(value(await samplesOf(one), 'pressproof_queue_depth')).toBe(4);
  });

  test('begins at 0 for every series that is known beforehand, so that rates see the first step', async () => {
    const samples = await samplesOf(metrics());
    for (const verdict of VERDICTS) {
      for (const mode of MODES) {
        expect(value(samples, 'pressproof_validations_total', { suite: 'image', mode, verdict })).toBe(0);
      }
    }
    for (const id of CHECK_IDS) {
      for (const outcome of OUTCOMES) {
        expect(value(samples, 'pressproof_checks_total', { suite: 'image', check: id, outcome })).toBe(0);
      }
    }
    expect(value(samples, 'pressproof_dropped_total', { reason: 'queue_full' })).toBe(0);
    expect(value(samples, 'pressproof_alerts_total', { severity: 'high', channel: 'slack', result: 'failed' })).toBe(0);
  });

  test('tells of the process itself, in a registry of our own', async () => {
    const samples = await samplesOf(metrics());
    expect(value(samples, 'process_resident_memory_bytes')).toBeGreaterThan(2 ** 20);
  });

  test('of a registry that the application has holds it too, beside what that counts itself', async () => {
    const register = new Registry();
    new Counter({ name: 'mine_total', help: 'Mine.', registers: [register] }).inc(7);
    const one = metrics();
    one.accept(decision());
    one.addTo(register);
    one.accept(decision());
    const samples = scrape(await register.metrics());
    expect(value(samples, 'mine_total')).toBe(7);
    expect(value(samples, 'pressproof_validations_total', { suite: 'image', mode: 'alert', verdict: 'pass' })).toBe(2);
    expect(value(samples, 'pressproof_mode_info', { mode: 'alert' })).toBe(1);
    // whether and how to tell of the process is the application's choice
    expect(value(samples, 'process_resident_memory_bytes')).toBeUndefined();
  });

  test('in OpenMetrics is refused, because its counters would lose their names', () => {
    const register: Registry = new Registry();
    register.setContentType(Registry.OPENMETRICS_CONTENT_TYPE as never);
    expect(() => metrics().addTo(register)).toThrow("Expected a registry in Prometheus' text format for register");
  });
});

describe('a decision', () => {
  test('that was skipped counts as skipped and takes no time', async () => {
    const one = metrics();
    const skipped = report({
      verdict: 'skipped',
      checks: [],
      coverage: { level: 'structural', framesCompared: 0, framesTotal: 0 },
    });
    one.accept(decision({ report: skipped, skipped: 'emergency', validationMs: 0, queueWaitMs: null }));
    const samples = await samplesOf(one);
    expect(value(samples, 'pressproof_validations_total', { suite: 'image', mode: 'alert', verdict: 'skipped' })).toBe(
      1,
    );
    const count = 'pressproof_validation_duration_seconds_count';
    expect(value(samples, count, { suite: 'image', coverage: 'structural' })).toBe(0);
    expect(value(samples, 'pressproof_queue_wait_seconds_count')).toBe(0);
  });

  test('known from a cache counts its outcomes again, but not the times of its checks', async () => {
    const one = metrics();
    one.accept(decision({ report: report({ cached: true }), validationMs: 1 }));
    const samples = await samplesOf(one);
    const integrity = { suite: 'image', check: 'file_integrity' };
    expect(value(samples, 'pressproof_checks_total', { ...integrity, outcome: 'passed' })).toBe(1);
    expect(value(samples, 'pressproof_check_duration_seconds_count', integrity)).toBe(0);
    const full = { suite: 'image', coverage: 'full' };
    expect(value(samples, 'pressproof_validation_duration_seconds_count', full)).toBe(1);
  });

  test('to reject counts once, by the first check that enforce did not forgive', async () => {
    const one = metrics();
    const checks = [
      check('fps', 'inconclusive'),
      check('loop_count', 'failed', { mode: 'shadow' }),
      check('color_count', 'failed'),
      check('transparency', 'failed'),
    ];
    one.accept(decision({ action: 'reject', report: report({ mode: 'enforce', verdict: 'fail', checks }) }));
    const passed = report({ mode: 'enforce', coverage: { level: 'sampled', framesCompared: 2, framesTotal: 9 } });
    one.accept(decision({ action: 'reject', report: passed }));
    const rejections = (await samplesOf(one)).filter(
      ({ name, value: count }) => name === 'pressproof_rejections_total' && count > 0,
    );
    expect(rejections.map(({ labels, value: count }) => [labels['check'], count])).toEqual([
      ['color_count', 1],
      ['reduced_coverage', 1],
    ]);
  });

  test('adds bytes of what was published, where both sizes are known', async () => {
    const one = metrics();
    one.accept(decision());
    one.accept(decision({ action: 'reject' }));
    one.accept(decision({ compression: compression({ outputBytes: null }) }));
    const samples = await samplesOf(one);
    expect(value(samples, 'pressproof_compressed_bytes_total', { direction: 'in' })).toBe(10_000);
    expect(value(samples, 'pressproof_compressed_bytes_total', { direction: 'out' })).toBe(4_000);
  });

  test('counts its draw: an arm, in, out, or none where nothing was drawn', async () => {
    const one = metrics();
    one.accept(decision());
    one.accept(decision({ skipped: 'sampled_out' }));
    one.accept(decision({ skipped: 'experiment_control', arm: { experiment: 'lossy', arm: 'control', draw: 0.5 } }));
    one.accept(decision({ skipped: 'emergency' }));
    one.accept(decision({ skipped: 'queue_full' }));
    const samples = await samplesOf(one);
    const arms = ['sampled_in', 'sampled_out', 'control'].map((arm) =>
      value(samples, 'pressproof_sampled_total', { arm }),
    );
    expect(arms).toEqual([2, 1, 1]);
    expect(value(samples, 'pressproof_dropped_total', { reason: 'queue_full' })).toBe(1);
  });
});

describe('labels', () => {
  const names = fc.oneof(
    fc.string(),
    fc.constantFrom('/srv/in/cat.gif', 'C:\\in\\cat.gif', 'cat.gif', 'model.safetensors', 'd'.repeat(64)),
  );

  test.prop([fc.array(fc.tuple(names, names, names), { maxLength: 200 })])(
    'stay bounded and tell of no file, whatever engines, operations, arms, suites and checks are called',
    async (all) => {
      const one = metrics();
      for (const [engine, operation, arm] of all) {
        one.accept(
          decision({
            report: report({ operation, suite: engine, checks: [check(arm, 'passed')] }),
            compression: compression({ engine }),
            arm: { experiment: 'x', arm, draw: 0.5 },
          }),
        );
      }
      const samples = (await samplesOf(one)).filter(({ name }) => name.startsWith('pressproof_'));
      for (const label of ['engine', 'arm', 'operation', 'suite', 'check']) {
        const values = new Set(samples.flatMap(({ labels }) => labels[label] ?? []));
        // 50 names and `other`; suites and checks are those that are known, and `other`
        expect(values.size).toBeLessThanOrEqual({ suite: 2, check: 11, operation: 11 }[label] ?? 51);
        for (const name of values) expect(name).toMatch(/^(?!.*(gif|safetensors|d{16}))[\w.:-]{1,40}$/);
      }
    },
  );

  test('beyond the first fifty are other, and the first stay themselves', async () => {
    const one = metrics();
    for (let i = 0; i < 60; i++) one.accept(decision({ arm: { experiment: 'many', arm: `arm-${i}`, draw: 0.5 } }));
    one.accept(decision({ arm: { experiment: 'many', arm: 'arm-0', draw: 0.5 } }));
    const samples = await samplesOf(one);
    expect(value(samples, 'pressproof_sampled_total', { arm: 'other' })).toBe(10);
    expect(value(samples, 'pressproof_sampled_total', { arm: 'arm-0' })).toBe(2);
    expect(value(samples, 'pressproof_sampled_total', { arm: 'arm-50' })).toBeUndefined();
  });

  test('of alerts name a channel, never an address', async () => {
    const one = metrics();
    one.alert('high', 'https://hooks.example/T0/secret', 'failed');
    one.alert('medium', 'email', 'sent');
    const alerts = (await samplesOf(one)).filter(
      ({ name, value: count }) => name === 'pressproof_alerts_total' && count > 0,
    );
    expect(alerts.map(({ labels }) => labels)).toEqual([
      { severity: 'medium', channel: 'email', result: 'sent' },
      { severity: 'high', channel: 'other', result: 'failed' },
    ]);
  });
});

test('the list names each metric once, and its buckets ascend', () => {
  const definitions = Object.values(METRICS);
  expect(new Set(definitions.map(({ name }) => name)).size).toBe(definitions.length);
  for (const definition of definitions) {
    if (definition.type !== 'histogram') continue;
    const ascending = [...new Set(definition.buckets)].toSorted((a, b) => a - b);
    expect(definition.buckets).toEqual(ascending);
  }
});
