import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { progressiveRanks } from '../../../src/image/quality/order.js';
import { pairInOrder } from '../../../src/image/quality/pairing.js';
import { planOfPairs } from '../../../src/image/quality/plan.js';
import { TimedSchedule } from '../../../src/image/quality/schedule.js';
import { timelineOf } from '../../../src/image/timeline.js';

interface Costs {
  readonly places: number;
  /** ms from place to place, and for a comparison. */
  readonly step: number;
  readonly each: number;
  readonly deadline: number;
  readonly count?: number;
}

/** One walk on a clock of its own. */
function walk({ places, step, each, deadline, count = places }: Costs) {
  const plan = planOfPairs(pairInOrder(timelineOf(Array.from({ length: places }, () => 100))));
  const ranks = progressiveRanks(plan, [], []);
  let clock = 0;
  const schedule = new TimedSchedule(ranks, { count, deadline, now: () => clock });
  const compared: number[] = [];
  for (let place = 0; place < places; place++) {
    clock += step;
    if (!schedule.wants(place)) continue;
    clock += each;
    schedule.compared();
    compared.push(place);
  }
  return { compared, ranks, end: clock, walking: schedule.walking };
}

describe('with a deadline', () => {
  test('everything is compared when there is time', () => {
    expect(walk({ places: 50, step: 1, each: 2, deadline: 151 }).compared).toHaveLength(50);
  });

  test('no more is wanted than the order holds', () => {
    const { compared, ranks } = walk({ places: 64, step: 0, each: 1, deadline: 1e9, count: 10 });
    expect(compared.map((place) => ranks[place]).sort((a, b) => a! - b!)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test('the first place is compared even if there is none left', () => {
    expect(walk({ places: 9, step: 10, each: 5, deadline: 0 }).compared).toEqual([0]);
  });

  test('half of the time gives half of the places, spread over all of the animation', () => {
    // 200 ms of walking and 200 x 4 of comparing, of which half fits
    const { compared } = walk({ places: 200, step: 1, each: 4, deadline: 600 });
    expect(compared.length).toBeGreaterThanOrEqual(80);
    expect(compared.length).toBeLessThanOrEqual(101);
    const gaps = compared.slice(1).map((place, at) => place - compared[at]!);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(8);
  });

  test('the time is kept, but for the comparison that was going on, and the walk to the end', () => {
    fc.assert(
      fc.property(
        fc.record({
          places: fc.integer({ min: 1, max: 200 }),
          step: fc.integer({ min: 0, max: 5 }),
          each: fc.integer({ min: 0, max: 20 }),
          deadline: fc.integer({ min: 0, max: 2000 }),
        }),
        (costs) => {
          const { compared, end, walking } = walk(costs);
          expect(walking).toBe(costs.places * costs.step);
          expect(end).toBe(walking + compared.length * costs.each);
          const comparedUntil = costs.step * ((compared.at(-1) ?? 0) + 1) + costs.each * compared.length;
          expect(comparedUntil).toBeLessThanOrEqual(Math.max(costs.deadline, costs.step) + costs.each);
        },
      ),
    );
  });
});
