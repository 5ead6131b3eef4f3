import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { Mode } from '../../../src/core/modes.js';
import type { Outcome } from '../../../src/core/outcome.js';
import { judgeBreach, type DemotionSettings } from '../../../src/policy/promotion/breach.js';
import { Demotion, type DemotionCall } from '../../../src/policy/promotion/demotion.js';
import { check, report } from '../../report/samples.js';

const MINUTE = 60_000;
const settings: DemotionSettings = {
  enabled: true,
  windowMinutes: 60,
  minSubjects: 50,
  overFailureRate: 0.2,
  overInconclusiveRate: 0.2,
};
const suite = { suite: 'image', check: null };

/** A watcher with a clock that goes a second a decision, and all it called. */
function watching(more: Partial<DemotionSettings> = {}) {
  const calls: DemotionCall[] = [];
  let now = 0;
  const demotion = new Demotion({
    settings: { ...settings, ...more },
    now: () => now,
    demote: (call) => calls.push(call),
  });
  return {
    calls,
    wait: (ms: number) => void (now += ms),
    /** Decisions with these checks: id to outcome, or to outcome and own mode. */
    see(times: number, mode: Mode, checks: Readonly<Record<string, Outcome | readonly [Outcome, Mode]>>) {
      for (let index = 0; index < times; index++) {
        now += 1000;
        const judged = Object.entries(checks).map(([id, said]) =>
          typeof said === 'string' ? check(id, said) : check(id, said[0], { mode: said[1] }),
        );
        demotion.accept({ report: report({ mode, checks: judged }) });
      }
    },
    broken(verdict: 'fail' | 'inconclusive' | 'skipped', mode: Mode) {
      now += 1000;
      demotion.accept({ report: report({ mode, verdict, checks: [] }) });
    },
  };
}

describe('a breach', () => {
  test('leads one step down, with a sentence that says what was counted', () => {
    const counts = { subjects: 60, failed: 15, inconclusive: 0 };
    expect(judgeBreach(suite, 'enforce', counts, settings)).toEqual({
      to: 'alert',
      reason:
        '15 of 60 subjects in the last 60 minutes failed by suite image in enforce (25 %), over the limit of 20 %',
    });
    const open = { subjects: 60, failed: 0, inconclusive: 13 };
    expect(judgeBreach({ suite: 'image', check: 'fps' }, 'alert', open, settings)).toEqual({
      to: 'shadow',
      reason:
        '13 of 60 subjects in the last 60 minutes were left inconclusive by check fps in alert (21.7 %), over the limit of 20 %',
    });
  });

  test.each([
    [{ minSubjects: 100 }, { subjects: 60, failed: 30, inconclusive: 0 }],
    [{ overFailureRate: 0.6 }, { subjects: 60, failed: 30, inconclusive: 0 }],
    [{ overInconclusiveRate: 0.6 }, { subjects: 60, failed: 0, inconclusive: 30 }],
  ])('that is one by default is none with %j', (more, counts) => {
    expect(judgeBreach(suite, 'enforce', counts, settings)).toMatchObject({ to: 'alert' });
    expect(judgeBreach(suite, 'enforce', counts, { ...settings, ...more })).toBeNull();
  });

  test.each([
    ['on the limit', 'enforce', { subjects: 50, failed: 10, inconclusive: 10 }, settings],
    ['on fewer subjects than wanted', 'enforce', { subjects: 49, failed: 49, inconclusive: 0 }, settings],
    ['below shadow', 'shadow', { subjects: 500, failed: 500, inconclusive: 0 }, settings],
    ['where nothing is judged', 'off', { subjects: 500, failed: 500, inconclusive: 0 }, settings],
    [
      'where it is switched off',
      'enforce',
      { subjects: 500, failed: 500, inconclusive: 0 },
      { ...settings, enabled: false },
    ],
  ] as const)('is none %s', (_, mode, counts, given) => {
    expect(judgeBreach(suite, mode, counts, given)).toBeNull();
  });
});

describe('decisions that fail too much', () => {
  test('make the check milder that accounts for it, and no other', () => {
    const { see, calls } = watching();
    see(39, 'enforce', { fps: 'passed', duration: 'passed' });
    see(10, 'enforce', { fps: 'failed', duration: 'passed' });
    expect(calls).toEqual([]);
    see(1, 'enforce', { fps: 'failed', duration: 'passed' });
    expect(calls).toEqual([
      {
        target: { suite: 'image', check: 'fps' },
        from: 'enforce',
        to: 'alert',
        reason:
          '11 of 50 subjects in the last 60 minutes failed by check fps in enforce (22 %), over the limit of 20 %',
        keep: new Map(),
      },
    ]);
  });

  test('make the suite milder where failures are spread, and name the checks that keep their modes', () => {
    const { see, calls } = watching();
    const own = { dimensions: ['failed', 'shadow'] } as const;
    // one in six each: neither is over a fifth, together they are
    for (let round = 0; round < 30; round++) {
      see(2, 'enforce', { fps: 'passed', duration: 'passed', ...own });
      see(1, 'enforce', { fps: 'failed', duration: 'passed', ...own });
      see(2, 'enforce', { fps: 'passed', duration: 'passed', ...own });
      see(1, 'enforce', { fps: 'passed', duration: 'failed', ...own });
    }
    expect(calls).toEqual([
      {
        target: suite,
        from: 'enforce',
        to: 'alert',
        reason: expect.stringMatching(/^16 of 50 subjects .* failed by suite image in enforce \(32 %\)/),
        keep: new Map([['dimensions', 'shadow']]),
      },
    ]);
  });

  test('are held against a check that few subjects concern, where they are most of what the suite has', () => {
    const { see, calls } = watching();
    for (let round = 0; round < 17; round++) {
      see(2, 'enforce', { fps: 'skipped', duration: 'passed', dimensions: 'passed' });
      see(1, 'enforce', { fps: 'failed', duration: 'passed', dimensions: 'passed' });
    }
    expect(calls.map(({ target, reason }) => ({ target, reason }))).toEqual([
      {
        target: { suite: 'image', check: 'fps' },
        reason:
          '16 of 50 subjects in the last 60 minutes failed by check fps in enforce (32 %), over the limit of 20 %',
      },
    ]);
  });

  test('make the suite milder where every check is in breach, as when workers die', () => {
    const { see, calls } = watching();
    see(50, 'enforce', { fps: 'inconclusive', duration: 'inconclusive', dimensions: 'inconclusive' });
    expect(calls.map(({ target, to }) => ({ target, to }))).toEqual([{ target: suite, to: 'alert' }]);
  });

  test('count where nothing could be looked at, and not where nothing was to be', () => {
    const { broken, calls } = watching();
    for (let index = 0; index < 100; index++) broken('skipped', 'enforce');
    expect(calls).toEqual([]);
    for (let index = 0; index < 50; index++) broken('inconclusive', 'enforce');
    expect(calls.map(({ target, from, to }) => ({ target, from, to }))).toEqual([
      { target: suite, from: 'enforce', to: 'alert' },
    ]);
  });

  test('are forgotten after the window', () => {
    const { see, wait, calls } = watching();
    see(49, 'enforce', { fps: 'failed', duration: 'passed' });
    wait(60 * MINUTE);
    see(49, 'enforce', { fps: 'passed', duration: 'passed' });
    see(5, 'enforce', { fps: 'failed', duration: 'passed' });
    expect(calls).toEqual([]);
  });

  test('do not matter where it is switched off', () => {
    const { see, calls } = watching({ enabled: false });
    see(500, 'enforce', { fps: 'failed' });
    expect(calls).toEqual([]);
  });
});

describe('what was called out', () => {
  const bad = { fps: 'failed', duration: 'passed' } as const;

  test('is not called out again while the old mode goes on, nor does its suite answer for it', () => {
    const { see, wait, calls } = watching();
    see(500, 'enforce', bad);
    expect(calls).toHaveLength(1);
    wait(60 * MINUTE);
    see(49, 'enforce', bad);
    expect(calls).toHaveLength(1);
    // a whole window has passed and filled again without a change: it had no effect
    see(1, 'enforce', bad);
    expect(calls).toHaveLength(2);
  });

  test('goes on down once the new mode has filled its own window', () => {
    const { see, calls } = watching();
    see(50, 'enforce', bad);
    see(49, 'enforce', { ...bad, fps: ['failed', 'alert'] });
    expect(calls.map(({ to }) => to)).toEqual(['alert']);
    see(1, 'enforce', { ...bad, fps: ['failed', 'alert'] });
    expect(calls.map(({ target, from, to }) => [target.check, from, to])).toEqual([
      ['fps', 'enforce', 'alert'],
      ['fps', 'alert', 'shadow'],
    ]);
    see(500, 'enforce', { ...bad, fps: ['failed', 'shadow'] });
    expect(calls).toHaveLength(2);
  });

  test('is watched anew when somebody makes it stricter again', () => {
    const { see, calls } = watching();
    see(50, 'enforce', bad);
    see(10, 'enforce', { ...bad, fps: ['passed', 'alert'] });
    // the ten between were subjects of the suite
    see(39, 'enforce', bad);
    expect(calls).toHaveLength(1);
    see(1, 'enforce', bad);
    expect(calls.map(({ target }) => target.check)).toEqual(['fps', 'fps']);
  });
});

const outcomes = fc.constantFrom<Outcome>('passed', 'warned', 'failed', 'inconclusive', 'skipped');
const modes = fc.constantFrom<Mode>('shadow', 'alert', 'enforce');
const stretches = fc.array(
  fc.record({
    times: fc.integer({ min: 1, max: 120 }),
    mode: modes,
    checks: fc.dictionary(
      fc.constantFrom('fps', 'duration', 'dimensions'),
      fc.oneof(outcomes, fc.tuple(outcomes, modes)),
    ),
    waitMs: fc.constantFrom(0, 0, 0, 5 * MINUTE, 70 * MINUTE),
  }),
  { maxLength: 12 },
);

test.prop([stretches])(
  'every call is one step down, never below shadow, and rests on the minimum since the last',
  (seen) => {
    const { see, wait, calls } = watching({ minSubjects: 20 });
    let before = 0;
    let decisions = 0;
    for (const { times, mode, checks, waitMs } of seen) {
      wait(waitMs);
      for (let index = 0; index < times; index++) {
        see(1, mode, checks);
        decisions++;
        const fresh = calls.slice(before);
        before = calls.length;
        expect(
          fresh.filter(({ from, to }) => `${from} ${to}` !== 'enforce alert' && `${from} ${to}` !== 'alert shadow'),
        ).toEqual([]);
        const names = fresh.map(({ target, from }) => `${target.check} ${from}`);
        expect(new Set(names).size).toBe(names.length);
      }
    }
    // four targets in two modes, each on twenty decisions of its own
    expect(calls.length).toBeLessThanOrEqual((8 * decisions) / 20);
  },
);
