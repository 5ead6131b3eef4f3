import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { Decision } from '../../../src/core/decision.js';
import type { Verdict } from '../../../src/core/outcome.js';
import { AlertRules, type Notice } from '../../../src/observe/alerts/alert-rules.js';
import { BUCKETS } from '../../../src/observe/alerts/sliding-counts.js';
import type { RuleSettings } from '../../../src/observe/alerts/settings.js';
import { check, pair, report } from '../../report/samples.js';
import { compression, decision } from '../decisions.js';
import { settings } from './settings.js';

const MINUTE = 60_000;
const MIB = 2 ** 20;

const judged = (verdict: Verdict, more: Partial<Decision> = {}): Decision =>
  decision({ report: report({ verdict }), skipped: verdict === 'skipped' ? 'sampled_out' : null, ...more });

/** Rules on a clock that a test moves. */
class Watch {
  now = 0;
  readonly notices: Notice[] = [];
  readonly #rules: AlertRules;

  constructor(rules: Partial<RuleSettings>, more: Parameters<typeof settings>[1] = {}) {
    this.#rules = new AlertRules(settings(rules, more));
  }

  /** As many decisions in a row, a second apart. */
  see(count: number, seen: Decision): this {
    for (let index = 0; index < count; index += 1) {
      this.now += 1000;
      this.notices.push(...this.#rules.observe(this.now, seen));
    }
    return this;
  }

  /** Time passes and nothing comes; looked at every 10 seconds, as the real one is. */
  wait(minutes: number, memoryBytes = 0): this {
    for (const end = this.now + minutes * MINUTE; this.now < end;) {
      this.now += 10_000;
      this.notices.push(...this.#rules.due(this.now, memoryBytes));
    }
    return this;
  }

  get told(): string[] {
    return this.notices.map(({ rule, state }) => `${rule.name} ${state}`);
  }
}

const FAILURES = { failureRate: { over: 0.05, severity: 'high' } } as const;

describe('the failure rate', () => {
  test('fires over 5 %, not at 5 %', () => {
    expect(new Watch(FAILURES).see(38, judged('pass')).see(2, judged('fail')).told).toEqual([]);
    const watch = new Watch(FAILURES).see(38, judged('pass')).see(3, judged('fail'));
    expect(watch.told).toEqual(['failureRate firing']);
    expect(watch.notices[0]).toMatchObject({ value: 3 / 41, rule: { threshold: 0.05, severity: 'high' } });
  });

  test('says nothing of fewer subjects than it needs, however bad they are', () => {
    expect(new Watch(FAILURES).see(19, judged('fail')).told).toEqual([]);
    expect(new Watch(FAILURES).see(20, judged('fail')).told).toEqual(['failureRate firing']);
  });

  test('is that of the window: a bad hour long ago does not show, a bad minute now does', () => {
    const watch = new Watch(FAILURES).see(19, judged('fail')).wait(11).see(100, judged('pass'));
    expect(watch.told).toEqual([]);
    expect(watch.see(6, judged('fail')).told).toEqual(['failureRate firing']);
  });

  test('is not thinned out by subjects that could not be judged, and says how many there were', () => {
    const watch = new Watch(FAILURES).see(500, judged('inconclusive')).see(19, judged('pass')).see(2, judged('fail'));
    expect(watch.told).toEqual(['failureRate firing']);
    const [{ rule, seen, value }] = watch.notices as [Notice];
    expect(rule.text(value!, seen)).toMatch(
      /^2 of 21 subjects .* failed .* \(9\.5 %\)\. \d+ more could not be judged\.$/,
    );
  });

  test('does not count what was skipped or seen in shadow mode', () => {
    const shadow = decision({ report: report({ verdict: 'fail', mode: 'shadow' }) });
    expect(new Watch(FAILURES).see(50, judged('skipped')).see(50, shadow).told).toEqual([]);
  });

  test('ends when few enough failed for five minutes, once', () => {
    const watch = new Watch(FAILURES).see(30, judged('fail')).see(1800, judged('pass'));
    expect(watch.told).toEqual(['failureRate firing', 'failureRate resolved']);
    // it takes the window to forget, and the time to resolve
    expect(watch.notices[1]!.firingForMs).toBeGreaterThan(10 * MINUTE);
    expect(watch.notices[1]!.value).toBeLessThanOrEqual(0.04);
  });

  test('that lost its subjects ends without a value: nobody knows whether it is over', () => {
    const watch = new Watch(FAILURES).see(30, judged('fail')).wait(30);
    expect(watch.told).toEqual(['failureRate firing', 'failureRate resolved']);
    expect(watch.notices[1]!.value).toBeNull();
  });

  test('names checks and engines, and no check that is in shadow', () => {
    const checks = [
      check('frame_count', 'failed'),
      check('fps', 'passed'),
      check('color_count', 'failed', { mode: 'shadow' }),
    ];
    const failed = (engine: string) =>
      judged('fail', { report: report({ verdict: 'fail', checks }), compression: compression({ engine }) });
    const watch = new Watch(FAILURES).see(2, failed('sharp')).see(18, failed('gifsicle'));
    const { seen } = watch.notices[0]!;
    expect(seen.failedByCheck.ranked()).toEqual([['frame_count', 20]]);
    expect(seen.failedByEngine.ranked()).toEqual([
      ['gifsicle', 18],
      ['sharp', 2],
    ]);
  });

  test('remembers the last three failed outputs', () => {
    const watch = new Watch({ consecutiveFailures: { atLeast: 5, severity: 'high' } });
    for (const name of ['a', 'b', 'c', 'd', 'c']) {
      watch.see(1, judged('fail', { report: report({ verdict: 'fail', subject: pair(name, 1, 1) }) }));
    }
    expect(watch.notices[0]!.seen.examples).toEqual(['out/c', 'out/d', 'out/b']);
  });

  test('goes on counting when the clock went back', () => {
    const watch = new Watch(FAILURES).see(10, judged('fail'));
    watch.now -= 60 * MINUTE;
    expect(watch.see(10, judged('fail')).told).toEqual(['failureRate firing']);
  });
});

describe('the other rules', () => {
  test('slow validations fire over 10 %, the wait for a worker not counted', () => {
    const slowRate = { over: 0.1, slowOverMs: 100, severity: 'medium' } as const;
    const waited = judged('pass', { validationMs: 5000, queueWaitMs: 4900 });
    expect(new Watch({ slowRate }).see(100, waited).told).toEqual([]);
    const slow = judged('pass', { validationMs: 101, queueWaitMs: null });
    expect(new Watch({ slowRate }).see(45, waited).see(5, slow).told).toEqual([]);
    expect(new Watch({ slowRate }).see(45, waited).see(6, slow).told).toEqual(['slowRate firing']);
  });

  test('a subject that ran out of time is slow, judged or not', () => {
    const slowRate = { over: 0.1, slowOverMs: 100, severity: 'medium' } as const;
    const late = judged('inconclusive', { validationMs: 120_000, queueWaitMs: 0 });
    expect(new Watch({ slowRate }).see(20, late).told).toEqual(['slowRate firing']);
  });

  test('subjects without a judgement fire a rule of their own', () => {
    const inconclusiveRate = { over: 0.05, severity: 'medium' } as const;
    const checks = [check('quality_degradation', 'inconclusive')];
    const unknown = judged('inconclusive', { report: report({ verdict: 'inconclusive', checks }) });
    const watch = new Watch({ inconclusiveRate }).see(19, judged('pass')).see(2, unknown);
    expect(watch.told).toEqual(['inconclusiveRate firing']);
    expect(watch.notices[0]!.seen.inconclusiveByCheck.ranked()).toEqual([['quality_degradation', 2]]);
  });

  const RUN = { consecutiveFailures: { atLeast: 20, severity: 'high' } } as const;

  test('20 failures in a row fire, whatever could not be judged or was skipped between them', () => {
    const watch = new Watch(RUN).see(10, judged('fail')).see(5, judged('inconclusive')).see(5, judged('skipped'));
    expect(watch.see(9, judged('fail')).told).toEqual([]);
    expect(watch.see(1, judged('fail')).told).toEqual(['consecutiveFailures firing']);
  });

  test('a pass or a warning between them begins anew', () => {
    for (const verdict of ['pass', 'warn'] as const) {
      expect(new Watch(RUN).see(19, judged('fail')).see(1, judged(verdict)).see(19, judged('fail')).told).toEqual([]);
    }
  });

  test('a run ends with passes, and without traffic without a value', () => {
    const passed = new Watch(RUN).see(20, judged('fail')).see(400, judged('pass'));
    expect(passed.notices.map(({ state, value }) => [state, value])).toEqual([
      ['firing', 20],
      ['resolved', 0],
    ]);
    const silent = new Watch(RUN).see(20, judged('fail')).wait(16);
    expect(silent.notices[1]).toMatchObject({ state: 'resolved', value: null });
    expect(silent.see(1, judged('fail')).told.at(-1)).toBe('consecutiveFailures firing');
  });

  const MEMORY = { memoryMiB: { over: 200, severity: 'medium' } } as const;

  test('memory fires after a minute over its limit, not at a peak', () => {
    const watch = new Watch(MEMORY)
      .wait(0.5, 300 * MIB)
      .wait(1, 100 * MIB)
      .wait(0.9, 300 * MIB);
    expect(watch.told).toEqual([]);
    expect(watch.wait(0.5, 300 * MIB).told).toEqual(['memoryMiB firing']);
    expect(watch.notices[0]!.value).toBe(300);
  });

  test('memory just below its limit is no end, and a fifth below is one', () => {
    const watch = new Watch(MEMORY).wait(2, 300 * MIB).wait(30, 190 * MIB);
    expect(watch.told).toEqual(['memoryMiB firing']);
    expect(watch.wait(6, 160 * MIB).told).toEqual(['memoryMiB firing', 'memoryMiB resolved']);
  });

  test('each is silent when it is off', () => {
    expect(new Watch({}).see(500, judged('fail', { validationMs: 1e6 })).wait(10, 1e12).told).toEqual([]);
  });
});

describe('whatever comes', () => {
  const ALL: RuleSettings = {
    failureRate: { over: 0.05, severity: 'high' },
    slowRate: { over: 0.1, slowOverMs: 100, severity: 'medium' },
    inconclusiveRate: { over: 0.05, severity: 'medium' },
    memoryMiB: { over: 200, severity: 'medium' },
    consecutiveFailures: { atLeast: 20, severity: 'high' },
  };
  const steps = fc.array(
    fc.record({
      verdict: fc.constantFrom<Verdict>('pass', 'warn', 'fail', 'inconclusive', 'skipped'),
      count: fc.integer({ min: 1, max: 60 }),
      validationMs: fc.constantFrom(10, 1000),
      wait: fc.constantFrom(0, 1, 20),
      memory: fc.constantFrom(100, 180, 300),
    }),
    { maxLength: 25 },
  );

  test.prop([steps])('rules begin, go on and end in this order, and rates are those of the window', (sequence) => {
    const watch = new Watch(ALL);
    const subjects: { at: number; failed: boolean }[] = [];
    for (const { verdict, count, validationMs, wait, memory } of sequence) {
      const before = watch.now;
      watch.see(count, judged(verdict, { validationMs, queueWaitMs: null }));
      if (verdict !== 'skipped' && verdict !== 'inconclusive') {
        for (let index = 1; index <= count; index += 1) {
          subjects.push({ at: before + index * 1000, failed: verdict === 'fail' });
        }
      }
      watch.wait(wait, memory * MIB);
    }
    const states = new Map<string, string[]>();
    for (const { rule, firing, state } of watch.notices) {
      const key = `${rule.name} ${firing}`;
      states.set(key, [...(states.get(key) ?? []), state]);
    }
    for (const told of states.values()) expect(told.join(' ')).toMatch(/^firing( repeated)*( resolved)?$/);
    const seen = watch.notices.at(-1)?.seen;
    if (!seen) return;
    const width = (10 * MINUTE) / BUCKETS;
    const oldest = Math.floor(watch.now / width) - BUCKETS;
    const inWindow = subjects.filter(({ at }) => Math.floor(at / width) > oldest);
    expect([seen.judged, seen.failed]).toEqual([inWindow.length, inWindow.filter(({ failed }) => failed).length]);
  });
});

describe('every setting of time changes what is told', () => {
  test.each([
    [10, []],
    [20, ['failureRate firing']],
  ])('a window of %d minutes over 19 failures and, a quarter of an hour later, one more', (windowMinutes, told) => {
    const watch = new Watch(FAILURES, { windowMinutes }).see(19, judged('fail')).wait(15).see(1, judged('fail'));
    expect(watch.told).toEqual(told);
  });

  test.each([
    [30, ['firing', 'repeated', 'repeated']],
    [60, ['firing', 'repeated']],
    [120, ['firing']],
  ])('an hour and a half of failures, told again after %d minutes', (repeatMinutes, states) => {
    // one a second, so that the window never runs empty
    const watch = new Watch(FAILURES, { repeatMinutes }).see(90 * 60, judged('fail'));
    expect(watch.notices.map(({ state }) => state)).toEqual(states);
  });

  test.each([1, 5, 15])('an alert ends once it has been clear for %d minutes', (resolveMinutes) => {
    const watch = new Watch({ memoryMiB: { over: 200, severity: 'medium' } }, { resolveMinutes });
    watch.wait(2, 300 * MIB).wait(resolveMinutes - 0.5, 100 * MIB);
    expect(watch.told).toEqual(['memoryMiB firing']);
    expect(watch.wait(1, 100 * MIB).told).toEqual(['memoryMiB firing', 'memoryMiB resolved']);
  });

  test.each([
    [100, ['slowRate firing']],
    [200, []],
  ])('with slow over %d ms, validations of 150 ms', (slowOverMs, told) => {
    const slowRate = { over: 0.1, slowOverMs, severity: 'medium' } as const;
    const slow = judged('pass', { validationMs: 150, queueWaitMs: 0 });
    expect(new Watch({ slowRate }).see(20, slow).told).toEqual(told);
  });
});
