import { describe, expect, test } from 'vitest';
import type { DegradationMove } from '../../../src/policy/degradation/state.js';
import { logNormal, randomFrom } from '../../support/random.js';
import { MINUTE, run, SECOND, SETTINGS, type Ran, type World } from './queue-model.js';

const DWELL_MS = SETTINGS.dwellSeconds * SECOND;
const HOUR = 60 * MINUTE;

/** Ten subjects a second on four workers. */
function world(over: Partial<World> & Pick<World, 'fullMs'>): Ran {
  return run({ forMs: HOUR, workers: 4, rate: () => 10, random: randomFrom(1), ...over });
}

/** High in the first half of each period, low in the second. */
function square(periodMs: number, high: number, low: number): (at: number) => number {
  return (at) => (at % periodMs < periodMs / 2 ? high : low);
}

function levelsOf(moves: readonly DegradationMove[]): string[] {
  return moves.map(({ to }) => to);
}

/** Moves within each period. */
function perPeriod(moves: readonly DegradationMove[], periodMs: number): string[][] {
  const periods = Math.ceil(HOUR / periodMs);
  return Array.from({ length: periods }, (_, period) =>
    levelsOf(moves.filter(({ at }) => Math.floor(at / periodMs) === period)),
  );
}

function gaps(moves: readonly DegradationMove[]): number[] {
  return moves.slice(1).map(({ at }, index) => at - moves[index]!.at);
}

describe('steady load ends where it belongs, and stays there', () => {
  // sampled costs a third of full, structural a fiftieth; limits are 100 ms (full) and 200 ms (sampled)
  test.each([
    { what: 'half the limit', fullMs: 50, moves: [] },
    { what: 'just under the limit', fullMs: 95, moves: [] },
    { what: 'over the first limit', fullMs: 150, moves: ['degraded'] },
    { what: 'sampled well under the second limit', fullMs: 400, moves: ['degraded'] },
    { what: 'sampled over the second limit', fullMs: 700, moves: ['degraded', 'structural'] },
  ])('$what', ({ fullMs, moves }) => {
    expect(levelsOf(world({ fullMs: () => fullMs }).moves)).toEqual(moves);
  });

  test.each([
    // four workers do 50 a second at 80 ms, and 150 a second at a third of it
    { what: 'more subjects than full coverage can do', rate: 60, moves: ['degraded'] },
    { what: 'more than sampled coverage can do', rate: 300, moves: ['degraded', 'structural'] },
  ])('$what', ({ rate, moves }) => {
    expect(levelsOf(world({ rate: () => rate, fullMs: () => 80, forMs: 2 * MINUTE }).moves)).toEqual(moves);
  });

  test('a lower level is never better than it looks: not recovered because it is cheap itself', () => {
    const { done, controller } = world({ fullMs: () => 150 });
    const state = controller.state(HOUR);
    expect(state.validationP95Ms).toBeLessThan(0.7 * 100);
    expect(state.recovery?.obstacles.join()).toMatch(/full coverage takes 1(49|5[01]) ms .* wanted under 70 ms/);
    // one in 24 is tried at the better level: under the 5 % that the 95th percentile of all leaves out
    expect(done['normal']! / (done['normal']! + done['degraded']!)).toBeLessThan(0.05);
  });

  test('nor because nobody waits at it: the load that full coverage would make is reckoned', () => {
    // 60 ms is under the bar of 70 ms, and 60 a second keep 3.6 of four workers busy
    const { moves, controller } = world({ rate: (at) => (at < MINUTE ? 120 : 60), fullMs: () => 60 });
    expect(levelsOf(moves)).toEqual(['degraded']);
    expect(controller.state(HOUR).recovery?.obstacles).toEqual([
      expect.stringMatching(/workers busy for (8[5-9]|9[0-5]) % of their time, wanted under 70 %/),
    ]);
  });
});

describe('load that comes and goes', () => {
  test.each([5, 10])('square of %i minutes: once down and once up a period', (minutes) => {
    const period = 2 * minutes * MINUTE;
    const { moves } = world({ fullMs: square(period, 150, 40) });
    for (const seen of perPeriod(moves, period)) expect(seen).toEqual(['degraded', 'normal']);
  });

  test.each([5, 10])('square of %i minutes, severe: step by step down and up', (minutes) => {
    const period = 2 * minutes * MINUTE;
    const { moves } = world({ fullMs: square(period, 700, 40) });
    for (const seen of perPeriod(moves, period)) expect(seen).toEqual(['degraded', 'structural', 'degraded', 'normal']);
  });

  test.each([10, 60])('square of %i seconds, no longer than the window: down once and no more', (seconds) => {
    const { moves } = world({ fullMs: square(2 * seconds * SECOND, 150, 40) });
    expect(levelsOf(moves)).toEqual(['degraded']);
  });

  test('square of two minutes: recoveries that do not last make it wait longer, until it waits them out', () => {
    const { moves } = world({ fullMs: square(4 * MINUTE, 150, 40) });
    // 30, 60 and 120 s without an objection: the low half offers 120 s less the window that has to be flushed
    expect(levelsOf(moves)).toEqual(['degraded', 'normal', 'degraded', 'normal', 'degraded']);
    expect(moves.at(-1)!.at).toBeLessThan(10 * MINUTE);
  });

  test('square of arrivals: once down and once up a period', () => {
    const period = 20 * MINUTE;
    // 80 a second overload four workers at 60 ms, 5 do not
    const { moves } = world({ rate: square(period, 80, 5), fullMs: () => 60 });
    for (const seen of perPeriod(moves, period)) expect(seen).toEqual(['degraded', 'normal']);
  });

  test('sawtooth: once down where it gets too high, once up after it fell', () => {
    const period = 10 * MINUTE;
    const { moves } = world({ fullMs: (at) => 20 + (180 * (at % period)) / period });
    // it reaches 100 ms at 44 % of a period; the fall at its end is believed after a window and a dwell
    expect(levelsOf(moves.slice(0, 1))).toEqual(['degraded']);
    for (const seen of perPeriod(moves, period).slice(1)) expect(seen).toEqual(['normal', 'degraded']);
  });

  test('ramp up and down: each level once each way', () => {
    const half = HOUR / 2;
    const { moves } = world({ fullMs: (at) => 20 + 780 * (1 - Math.abs(at - half) / half) });
    expect(levelsOf(moves)).toEqual(['degraded', 'structural', 'degraded', 'normal']);
  });

  test('few subjects: recovered within as many probes as are wanted', () => {
    const { moves } = world({ rate: () => 1, fullMs: (at) => (at < 10 * MINUTE ? 150 : 40) });
    expect(levelsOf(moves)).toEqual(['degraded', 'normal']);
    // 20 probes of one in 24 subjects at one a second are 8 minutes; and a dwell, and chance
    expect(moves[1]!.at).toBeLessThan(20 * MINUTE);
  });

  test('no subjects at all: one level a dwell once a window has passed', () => {
    const stop = 10 * MINUTE;
    const { moves, controller } = world({ rate: (at) => (at < stop ? 5 : 0), fullMs: () => 700 });
    expect(controller.state(HOUR).level).toBe('normal');
    expect(levelsOf(moves)).toEqual(['degraded', 'structural', 'degraded', 'normal']);
    const [, , first, second] = moves;
    expect(first!.at).toBeGreaterThanOrEqual(stop + SETTINGS.windowSeconds * SECOND - SECOND);
    expect(second!.at - first!.at).toBe(DWELL_MS);
    expect(second!.why).toBe('No subject came or was done for 60 s');
  });
});

describe('spikes and noise', () => {
  test('one subject a minute that takes five seconds moves nothing', () => {
    let spiked = -1;
    const fullMs = (at: number) => {
      const minute = Math.floor(at / MINUTE);
      if (minute === spiked) return 40;
      spiked = minute;
      return 5000;
    };
    expect(world({ fullMs }).moves).toEqual([]);
  });

  test('one among the first twenty subjects neither', () => {
    let count = 0;
    expect(world({ fullMs: () => (++count === 15 ? 5000 : 40), forMs: MINUTE }).moves).toEqual([]);
  });

  test('nor do workers that are slow with their first subjects', () => {
    let count = 0;
    expect(world({ fullMs: () => (++count <= 8 ? 900 : 40) }).moves).toEqual([]);
  });

  // the 95th percentile of a log-normal is its median times exp(1.645 sigma)
  test.each([
    { median: 40, sigma: 0.2, percentile: 56, moves: [] },
    { median: 60, sigma: 0.2, percentile: 83, moves: [] },
    { median: 100, sigma: 0.2, percentile: 139, moves: ['degraded'] },
    { median: 80, sigma: 0.5, percentile: 182, moves: ['degraded'] },
    { median: 60, sigma: 1, percentile: 311, moves: ['degraded'] },
  ])('noise whose 95th percentile is $percentile ms (median $median) settles', ({ median, sigma, moves }) => {
    for (const seed of [1, 2, 3]) {
      const random = randomFrom(seed);
      const ran = world({ random, fullMs: () => median * logNormal(random, sigma) });
      expect(levelsOf(ran.moves)).toEqual(moves);
    }
  });

  test('noise on the edge between two levels moves seldom, and never within a dwell', () => {
    for (const seed of [1, 2, 3]) {
      const random = randomFrom(seed);
      // sampled: 33 ms x exp(1.645) = 173 ms where 200 ms is the limit and 140 ms the bar of recovery
      const { moves } = world({ random, fullMs: () => 100 * logNormal(random, 1) });
      expect(Math.min(...gaps(moves))).toBeGreaterThanOrEqual(DWELL_MS);
      // the dwell alone would allow 120; each move also rests on a window of a minute and a minute without objection
      expect(moves.length).toBeLessThanOrEqual(30);
      expect(levelsOf(moves).slice(1)).not.toContain('normal');
    }
  });
});
