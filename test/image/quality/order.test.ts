import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { progressiveRanks } from '../../../src/image/quality/order.js';
import { pairInOrder } from '../../../src/image/quality/pairing.js';
import { planOfPairs } from '../../../src/image/quality/plan.js';
import { timelineOf } from '../../../src/image/timeline.js';

/** Places in the order in which they are compared, of an animation of `frames` frames. */
function order(frames: number, original: number[] = [], output: number[] = []): number[] {
  const plan = planOfPairs(pairInOrder(timelineOf(Array.from({ length: frames }, () => 100))));
  const ranks = progressiveRanks(plan, original, output);
  return [...ranks.keys()].sort((a, b) => ranks[a]! - ranks[b]!);
}

describe('the progressive order', () => {
  test('begins with both ends, and goes on with the middle, the quarters, the eighths', () => {
    expect(order(16).slice(0, 8)).toEqual([0, 15, 8, 4, 12, 2, 10, 6]);
  });

  test('takes cuts and large changes of either file after the ends, largest first', () => {
    const original = Array.from({ length: 16 }, (_, frame) => (frame === 5 ? 9 : 1));
    const output = Array.from({ length: 16 }, (_, frame) => (frame === 11 ? 20 : 1));
    expect(order(16, original, output).slice(0, 5)).toEqual([0, 15, 11, 5, 8]);
  });

  test('takes frames that shrank in the output as no other did, however small they are there', () => {
    const original = Array.from({ length: 16 }, (_, frame) => 1.8 + 0.2 * (frame % 3));
    const output = original.map((weight, frame) => (frame === 5 ? 1.02 : weight * (frame % 2 ? 0.9 : 1.1)));
    expect(order(16, original, output).slice(0, 4)).toEqual([0, 15, 5, 8]);
  });

  test('takes no more of them than the square root of all', () => {
    // 40 of 100 stand out: ten of them come, then the fill
    const restless = Array.from({ length: 100 }, (_, frame) => (frame % 5 < 2 ? 50 + frame : 1));
    const begun = order(100, restless);
    expect(begun.slice(2, 12)).toEqual([96, 95, 91, 90, 86, 85, 81, 80, 76, 75]);
    expect(begun[12]).toBe(64);
  });

  test('holds every place once, and every prefix leaves no gap wider than twice the even one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 300 }), (frames, prefix) => {
        const all = order(frames);
        expect(all.toSorted((a, b) => a - b)).toEqual(Array.from({ length: frames }, (_, place) => place));
        const seen = all.slice(0, prefix).sort((a, b) => a - b);
        if (prefix < 3 || prefix >= frames) return;
        const gaps = seen.slice(1).map((place, at) => place - seen[at]!);
        // the radical inverse halves intervals one after the other; the size of the fill is a power of two over `frames`
        const fill = 2 ** Math.ceil(Math.log2(frames));
        expect(Math.max(...gaps)).toBeLessThanOrEqual(
          fill / 2 ** Math.floor(Math.log2(prefixInFill(all, prefix, fill))),
        );
      }),
    );
  });
});

/** How many points of the fill of `size` precede the last place of the prefix: those beyond the animation count too. */
function prefixInFill(all: readonly number[], prefix: number, size: number): number {
  const last = all[prefix - 1]!;
  let mirrored = 0;
  for (let bit = size >> 1, from = 1; bit > 0; bit >>= 1, from <<= 1) if (last & bit) mirrored += from;
  return Math.max(1, mirrored);
}
