import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Degradation } from '../../../src/policy/degradation/controller.js';
import type { DegradationMove } from '../../../src/policy/degradation/state.js';
import { PROBE_EVERY } from '../../../src/policy/degradation/probe-schedule.js';
import { levelsOf, limitOn, type DegradationSettings } from '../../../src/policy/degradation/settings.js';
import { MINUTE, SECOND, SETTINGS } from './queue-model.js';

const GIB = 2 ** 30;
const DWELL_MS = SETTINGS.dwellSeconds * SECOND;

/** A controller with one worker that has started, and all moves that it makes. */
function started(settings: DegradationSettings = SETTINGS) {
  const moves: DegradationMove[] = [];
  const controller = new Degradation({ settings, workers: 1, now: 0, onMove: (move) => moves.push(move) });
  controller.admit(0);
  controller.admit(0);
  return { controller, moves, levels: () => moves.map(({ to }) => to) };
}

/** One subject after another, each of which takes some time by what is looked at. */
function feed(
  controller: Degradation,
  from: number,
  count: number,
  everyMs: number,
  took: (coverage: string) => number,
) {
  for (let index = 1; index <= count; index++) {
    const now = from + index * everyMs;
    const admission = controller.admit(now);
    if (admission.coverage === null) continue;
    controller.observe(now, admission, { validationMs: took(admission.coverage), queueWaitMs: 0 });
  }
  return from + count * everyMs;
}

describe('moving down', () => {
  test('rests on the minimum sample, and not on one less', () => {
    const { controller, levels } = started();
    feed(controller, 0, SETTINGS.minSamples - 1, 100, () => 500);
    expect(levels()).toEqual([]);
    feed(controller, 3000, 1, 100, () => 500);
    expect(levels()).toEqual(['degraded']);
  });

  test('says what was measured, on how many subjects, and the limit', () => {
    const { controller, moves } = started();
    feed(controller, 0, 20, 100, () => 150);
    expect(moves).toEqual([
      {
        at: 2000,
        from: 'normal',
        to: 'degraded',
        why: 'Validation at full coverage took 149 ms (95th percentile of 20 subjects in 60 s), over the limit of 100 ms',
      },
    ]);
    expect(controller.state(2000)).toMatchObject({ level: 'degraded', since: 2000, moves: 1, why: moves[0]!.why });
  });

  test('counts the time of work and the wait for a worker apart', () => {
    const { controller, moves } = started();
    for (let now = 100; now <= 2000; now += 100)
      controller.observe(now, controller.admit(now), { validationMs: 990, queueWaitMs: 900 });
    expect(moves).toEqual([]);
    for (let now = 2100; now <= 3000; now += 100)
      controller.observe(now, controller.admit(now), { validationMs: 1590, queueWaitMs: 1500 });
    expect(moves.map(({ why }) => why)).toEqual([
      expect.stringMatching(/^The wait for a worker was 1(4[89]|5[01])\d ms /),
    ]);
  });

  test('goes to the next level that some limit leads to', () => {
    const none = { degraded: null, structural: null, off: null };
    const settings = { ...SETTINGS, validationMs: { ...none, structural: 200 }, queueWaitMs: none, memoryMiB: none };
    const { controller, levels } = started(settings);
    feed(controller, 0, 20, 100, () => 150);
    expect(levels()).toEqual([]);
    feed(controller, 2000, 20, 100, () => 500);
    expect(levels()).toEqual(['structural']);
    expect(levelsOf(settings)).toEqual(['normal', 'structural']);
  });

  test('never happens where no limit is set', () => {
    const none = { degraded: null, structural: null, off: null };
    const { controller, levels } = started({ ...SETTINGS, validationMs: none, queueWaitMs: none, memoryMiB: none });
    controller.memory(0, 2 ** 50);
    feed(controller, 0, 100, 100, () => 1e6);
    expect(levels()).toEqual([]);
    expect(controller.state(10_000).recovery).toBeNull();
  });

  test('is not caused by subjects that were admitted before the last move', () => {
    const { controller, levels } = started();
    const early = Array.from({ length: 200 }, () => controller.admit(10));
    feed(controller, 10, 20, 10, () => 500);
    expect(levels()).toEqual(['degraded']);
    // they took long at full coverage, which tells nothing of sampled
    for (const [index, admission] of early.entries())
      controller.observe(DWELL_MS + 1000 + index, admission, { validationMs: 900, queueWaitMs: 0 });
    expect(levels()).toEqual(['degraded']);
  });

  test.each([Number.NaN, Infinity])('is not caused by a clock that says %s', (validationMs) => {
    const { controller, levels } = started();
    for (let now = 100; now <= 5000; now += 100)
      controller.observe(now, controller.admit(now), { validationMs, queueWaitMs: 0 });
    expect(levels()).toEqual([]);
    expect(controller.state(5000).samples).toBe(0);
  });
});

describe('moving up', () => {
  test('needs the minimum sample of probes, one subject in 24, and says what is missing', () => {
    const { controller, levels } = started();
    const took = (coverage: string) => (coverage === 'full' ? 500 : 10);
    const down = feed(controller, 0, 20, 100, took);
    // ten subjects a second: 19 probes take 45.6 s, so the dwell has passed
    const nearly = feed(controller, down, 19 * PROBE_EVERY, 100, () => 10);
    expect(levels()).toEqual(['degraded']);
    const { recovery, better } = controller.state(nearly);
    expect(better).toMatchObject({ level: 'normal', probes: 19 });
    expect(recovery).toMatchObject({
      to: 'normal',
      notBefore: down + DWELL_MS,
      obstacles: ['19 of 20 subjects have been tried at full coverage'],
    });
    feed(controller, nearly, PROBE_EVERY, 100, () => 10);
    expect(levels()).toEqual(['degraded', 'normal']);
  });

  test('tries at least one subject a dwell where few come', () => {
    const { controller } = started();
    const down = feed(controller, 0, 20, 100, () => 500);
    const probes = [1, 2, 3, 4, 5, 6, 7, 8].filter((n) => controller.admit(down + n * (DWELL_MS / 2)).probe);
    expect(probes).toEqual([2, 4, 6, 8]);
  });

  test('needs probes below the bar, not merely below the limit', () => {
    const { controller, levels } = started();
    const down = feed(controller, 0, 20, 100, () => 500);
    // 90 ms would not have led down, and does not lead up: 70 ms is the bar
    const later = feed(controller, down, 3000, 150, (coverage) => (coverage === 'full' ? 90 : 10));
    expect(levels()).toEqual(['degraded']);
    expect(controller.state(later).recovery?.obstacles).toEqual([
      expect.stringMatching(/^Validation at full coverage takes 90 ms .*, wanted under 70 ms$/),
    ]);
    feed(controller, later, 3000, 150, (coverage) => (coverage === 'full' ? 60 : 10));
    expect(levels()).toEqual(['degraded', 'normal']);
  });

  test('leads out of off as well, by probes that look at the structure', () => {
    const settings = { ...SETTINGS, validationMs: { degraded: 100, structural: 200, off: 400 } };
    const { controller, levels } = started(settings);
    const cost: Record<string, number> = { full: 900, sampled: 700, structural: 500 };
    const off = feed(controller, 0, 2000, 100, (coverage) => cost[coverage]!);
    expect(levels()).toEqual(['degraded', 'structural', 'off']);
    const admissions = Array.from({ length: 2 * PROBE_EVERY }, (_, n) => controller.admit(off + n));
    expect(admissions.filter(({ coverage }) => coverage !== null)).toEqual([
      { level: 'structural', coverage: 'structural', probe: true, moves: 3 },
      { level: 'structural', coverage: 'structural', probe: true, moves: 3 },
    ]);
    feed(controller, off + 100, 20_000, 100, () => 5);
    expect(levels()).toEqual(['degraded', 'structural', 'off', 'structural', 'degraded', 'normal']);
  });

  test('takes longer after a recovery that did not last', () => {
    const { controller, moves } = started();
    const slow = (coverage: string) => (coverage === 'full' ? 500 : 10);
    let now = feed(controller, 0, 20, 100, slow);
    const waits: number[] = [];
    for (let round = 0; round < 7; round++) {
      const from = now;
      while (controller.state(now).level === 'degraded') now = feed(controller, now, 1, 50, () => 10);
      waits.push(now - from);
      while (controller.state(now).level === 'normal') now = feed(controller, now, 1, 50, slow);
    }
    // 20 probes take 24 s at 20 subjects a second, so the dwell decides; it doubles up to 16 times
    const dwells = [1, 2, 4, 8, 16, 16, 16];
    for (const [round, wait] of waits.entries()) {
      expect(wait).toBeGreaterThanOrEqual(dwells[round]! * DWELL_MS);
      expect(wait).toBeLessThan(dwells[round]! * DWELL_MS + 5 * SECOND);
    }
    expect(moves).toHaveLength(15);
    // a level that has lasted is trusted again
    while (controller.state(now).level === 'degraded') now = feed(controller, now, 1, 50, () => 10);
    now = feed(controller, now, 20 * 600, 50, () => 10);
    while (controller.state(now).level === 'normal') now = feed(controller, now, 1, 50, slow);
    const from = now;
    while (controller.state(now).level === 'degraded') now = feed(controller, now, 1, 50, () => 10);
    expect(now - from).toBeLessThan(DWELL_MS + 5 * SECOND);
  });

  test('happens without subjects, at the times that were due, also when nobody asked meanwhile', () => {
    const settings = { ...SETTINGS, validationMs: { degraded: 100, structural: 200, off: null } };
    const { controller, moves } = started(settings);
    const last = feed(controller, 0, 500, 100, () => 500);
    expect(moves.map(({ to }) => to)).toEqual(['degraded', 'structural']);
    expect(controller.admit(last + 60 * MINUTE).level).toBe('normal');
    const idle = last + SETTINGS.windowSeconds * SECOND;
    expect(moves.slice(2).map(({ at, to }) => ({ at, to }))).toEqual([
      { at: idle, to: 'degraded' },
      { at: idle + DWELL_MS, to: 'normal' },
    ]);
  });

  test('does not happen without subjects while one is still at work', () => {
    const { controller, levels } = started();
    const last = feed(controller, 0, 20, 100, () => 500);
    const admission = controller.admit(last + 1);
    controller.observe(last + 50 * SECOND, admission, { validationMs: 50 * SECOND, queueWaitMs: 0 });
    controller.state(last + 100 * SECOND);
    expect(levels()).toEqual(['degraded']);
    controller.state(last + 110 * SECOND);
    expect(levels()).toEqual(['degraded', 'normal']);
  });
});

describe('memory', () => {
  test('over a limit leads to its level at once, without samples, past the levels between', () => {
    const { controller, moves } = started();
    controller.memory(5, 3 * GIB);
    expect(moves).toEqual([
      {
        at: 5,
        from: 'normal',
        to: 'structural',
        why: 'Memory is at 3072 MiB, over the limit that leads to structural',
      },
    ]);
    controller.memory(6, 1.5 * GIB);
    expect(moves).toHaveLength(1);
  });

  test('has to stay below the bar for a dwell, and nothing is tried until then', () => {
    const { controller, levels } = started();
    controller.memory(0, 1.5 * GIB);
    for (let now = 0; now < 10 * MINUTE; now += SECOND) {
      controller.memory(now, 0.9 * GIB);
      expect(controller.admit(now).probe).toBe(false);
    }
    expect(controller.state(10 * MINUTE).recovery?.obstacles).toContain(
      'Memory is at 922 MiB, wanted under 717 MiB for 30 s',
    );
    controller.memory(10 * MINUTE, 0.5 * GIB);
    feed(controller, 10 * MINUTE, 1200, 50, () => 10);
    expect(levels()).toEqual(['degraded', 'normal']);
  });

  test('holds a level that nobody uses', () => {
    const { controller } = started();
    controller.memory(0, 1.5 * GIB);
    for (let now = 0; now <= 10 * MINUTE; now += SECOND) controller.memory(now, 1.5 * GIB);
    expect(controller.state(10 * MINUTE).level).toBe('degraded');
    expect(controller.state(10 * MINUTE + DWELL_MS).level).toBe('normal');
  });
});

describe('every setting changes what moves', () => {
  const fullTakes = (full: number) => (coverage: string) => (coverage === 'full' ? full : 10);

  test.each([
    [0.5, ['degraded']],
    [0.7, ['degraded', 'normal']],
  ])('recovery below %d of a limit: of validation that takes 0.6 of it', (recoverBelow, told) => {
    const { controller, levels } = started({ ...SETTINGS, recoverBelow });
    const down = feed(controller, 0, 20, 100, () => 150);
    // few enough for the workers to be idle half of the time
    feed(controller, down, 1000, 150, fullTakes(60));
    expect(levels()).toEqual(told);
  });

  test.each([
    [0.5, ['degraded']],
    [0.7, ['degraded', 'normal']],
  ])('recovery below %d of a limit: of a wait that is 0.6 of it', (recoverBelow, told) => {
    const { controller, levels } = started({ ...SETTINGS, recoverBelow });
    const down = feed(controller, 0, 20, 100, () => 150);
    for (let now = down; now < down + 2 * MINUTE; now += 100)
      controller.observe(now, controller.admit(now), { validationMs: 610, queueWaitMs: 600 });
    expect(levels()).toEqual(told);
  });

  test.each([
    [0.5, 'degraded'],
    [0.7, 'normal'],
  ] as const)('recovery below %d of a limit: of memory that is at 0.6 of it', (recoverBelow, level) => {
    const { controller } = started({ ...SETTINGS, recoverBelow });
    controller.memory(0, 1.5 * GIB);
    for (let now = 0; now <= 5 * MINUTE; now += SECOND) controller.memory(now, 0.6 * GIB);
    expect(controller.state(5 * MINUTE).level).toBe(level);
  });

  test.each([10, 30, 90])('a dwell of %d s', (dwellSeconds) => {
    const { controller, moves } = started({ ...SETTINGS, dwellSeconds });
    // nothing but time stands in the way: 20 probes take 24 s at 20 subjects a second
    feed(
      controller,
      feed(controller, 0, 20, 100, () => 150),
      4000,
      50,
      () => 10,
    );
    const [down, up] = moves;
    const rested = up!.at - down!.at;
    expect(rested).toBeGreaterThanOrEqual(Math.max(dwellSeconds, 20) * SECOND);
    expect(rested).toBeLessThan(Math.max(dwellSeconds, 24) * SECOND + 2 * SECOND);
  });

  test.each([10, 30, 90])('a dwell of %d s below the bar of memory', (dwellSeconds) => {
    const { controller, moves } = started({ ...SETTINGS, dwellSeconds, minSamples: 1 });
    for (let now = 0; now <= 5 * MINUTE; now += SECOND) controller.memory(now, 1.5 * GIB);
    controller.memory(5 * MINUTE, 0.5 * GIB);
    feed(controller, 5 * MINUTE, 4000, 50, () => 10);
    const rested = moves[1]!.at - 5 * MINUTE;
    expect(rested).toBeGreaterThanOrEqual(dwellSeconds * SECOND);
    expect(rested).toBeLessThan((dwellSeconds + 5) * SECOND);
  });
});

test('after a pause in which threads end, the first subjects say nothing again', () => {
  const { controller } = started();
  const last = feed(controller, 0, 20, 100, () => 40);
  const later = last + 5 * MINUTE;
  expect([later, later, later].map((now) => controller.admit(now).moves)).toEqual([null, null, 0]);
});

test('a limit is the least of those that lead further down', () => {
  const ladder = { degraded: 300, structural: 200, off: null };
  expect([limitOn('normal', ladder), limitOn('degraded', ladder), limitOn('structural', ladder)]).toEqual([
    200,
    200,
    Infinity,
  ]);
});

type Event =
  | {
      readonly kind: 'subjects';
      readonly count: number;
      readonly gapMs: number;
      readonly ms: number;
      readonly waitMs: number;
    }
  | { readonly kind: 'memory'; readonly mib: number }
  | { readonly kind: 'pause'; readonly ms: number };

const events: fc.Arbitrary<Event[]> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('subjects' as const),
        count: fc.integer({ min: 1, max: 400 }),
        gapMs: fc.constantFrom(1, 20, 100, 1000, 5000),
        ms: fc.constantFrom(1, 30, 60, 90, 150, 250, 600),
        waitMs: fc.constantFrom(0, 0, 0, 800, 1500, 9000),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('memory' as const), mib: fc.nat(3000) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('pause' as const), ms: fc.nat(200_000) }) },
  ),
  { maxLength: 40 },
);

const settingsOf: fc.Arbitrary<DegradationSettings> = fc.record({
  windowSeconds: fc.constantFrom(5, 60),
  minSamples: fc.constantFrom(1, 5, 20, 50),
  dwellSeconds: fc.constantFrom(0, 1, 30),
  recoverBelow: fc.constantFrom(0.3, 0.7, 0.95),
  validationMs: fc.record({
    degraded: fc.constantFrom(null, 50, 100),
    structural: fc.constantFrom(null, 200),
    off: fc.constantFrom(null, 400),
  }),
  queueWaitMs: fc.constant(SETTINGS.queueWaitMs),
  memoryMiB: fc.constant(SETTINGS.memoryMiB),
});

/** What was seen between two moves. */
interface Seen {
  present: number;
  waits: number;
  probes: number;
  busyAt: number;
}

/** Why a move breaks what is promised of all of them; null: it does not. */
function broken(move: DegradationMove, last: DegradationMove | null, seen: Seen, settings: DegradationSettings) {
  const levels = levelsOf(settings);
  const steps = levels.indexOf(move.to) - levels.indexOf(move.from);
  if (move.from !== (last?.to ?? 'normal')) return 'does not start where the last one ended';
  if (move.why.startsWith('Memory')) return steps > 0 ? null : 'memory led up';
  if (Math.abs(steps) !== 1) return `is of ${steps} levels`;
  if (last && move.at - last.at < settings.dwellSeconds * SECOND) return 'comes within a dwell';
  if (steps > 0) return Math.max(seen.present, seen.waits) >= settings.minSamples ? null : 'has too few samples';
  if (!move.why.startsWith('No subject')) return seen.probes >= settings.minSamples ? null : 'has too few probes';
  return move.at - seen.busyAt >= settings.windowSeconds * SECOND ? null : 'is called idle and was not';
}

test('whatever is observed: one level a dwell, and on the minimum sample, but for memory and idleness', () => {
  let moved = 0;
  fc.assert(
    fc.property(settingsOf, events, fc.integer({ min: 1, max: 8 }), (settings, sequence, workers) => {
      const levels = levelsOf(settings);
      const wrong: string[] = [];
      let seen: Seen = { present: 0, waits: 0, probes: 0, busyAt: 0 };
      let last: DegradationMove | null = null;
      let now = 0;
      const onMove = (move: DegradationMove) => {
        const why = broken(move, last, seen, settings);
        if (why !== null) wrong.push(`${move.from} to ${move.to} at ${move.at} (${move.why}) ${why}`);
        last = move;
        seen = { present: 0, waits: 0, probes: 0, busyAt: seen.busyAt };
        moved++;
      };
      const controller = new Degradation({ settings, workers, now, onMove });
      const subject = (ms: number, waitMs: number) => {
        const admission = controller.admit(now);
        const expected = levels.indexOf(controller.state(now).level) - Number(admission.probe);
        if (levels.indexOf(admission.level) !== expected) wrong.push(`admitted at ${admission.level}`);
        seen.busyAt = now;
        if (admission.coverage === null) return;
        seen.waits++;
        seen[admission.probe ? 'probes' : 'present']++;
        const validationMs = waitMs + (admission.coverage === 'full' ? ms : ms / 3);
        controller.observe(now, admission, { validationMs, queueWaitMs: waitMs });
      };
      for (const event of sequence) {
        if (event.kind === 'memory') controller.memory(now, event.mib * 2 ** 20);
        else if (event.kind === 'pause') now += event.ms;
        else
          for (let index = 0; index < event.count; index++) {
            now += event.gapMs;
            subject(event.ms, event.waitMs);
          }
      }
      expect(wrong).toEqual([]);
    }),
  );
  expect(moved).toBeGreaterThan(100);
});
