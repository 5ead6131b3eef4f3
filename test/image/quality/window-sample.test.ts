import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSsim } from '../../../src/image/quality/kernels/compiled-ssim.js';
import { createSsimAtPatches, patchesOf } from '../../../src/image/quality/kernels/ssim-patches.js';
import { highestMean, randomFrom, WindowSample } from '../../../src/image/quality/window-sample.js';

const size = { width: 800, height: 600 };
const total = patchesOf(800, 600);

describe('the highest mean that a sample allows', () => {
  test('is where as many draws would come to none with just that risk', () => {
    // (1 - mean)^count = risk
    expect(highestMean(0, 100, 1e-6)).toBeCloseTo(1 - 1e-6 ** (1 / 100), 12);
  });

  test('is over what was found, and nearer the more was drawn', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 0.99, noNaN: true }), fc.integer({ min: 1, max: 5000 }), (found, count) => {
        const highest = highestMean(found, count, 2 ** -40);
        expect(highest).toBeGreaterThan(found);
        expect(highest).toBeLessThanOrEqual(1);
        expect(highestMean(found, 2 * count, 2 ** -40)).toBeLessThanOrEqual(highest);
      }),
    );
  });

  test('is under the mean as rarely as promised where windows are all good or all bad', () => {
    const random = randomFrom('7');
    for (const mean of [0.01, 0.15, 0.2, 0.5]) {
      let under = 0;
      for (let draw = 0; draw < 2000; draw++) {
        let bad = 0;
        for (let i = 0; i < 100; i++) if (random() < mean) bad++;
        if (highestMean(bad / 100, 100, 0.05) < mean) under++;
      }
      // promised are 100 of 2000 at most, of which 30 are three standard deviations
      expect({ mean, under }).toSatisfy((found: { under: number }) => found.under <= 130);
    }
  });
});

describe('a sample of windows', () => {
  test('takes one patch out of each equal part of the picture, any with the same chance', () => {
    const sample = new WindowSample(size, randomFrom('11'));
    const counts = new Float64Array(8);
    let drawn = 0;
    for (let draw = 0; draw < 200; draw++) {
      const patches = sample.draw(0.86, 0.7, 1)!;
      patches.forEach((patch, i) => {
        expect(Math.abs(patch - ((i + 0.5) * total) / patches.length)).toBeLessThanOrEqual(
          total / patches.length / 2 + 1,
        );
        counts[Math.floor((8 * patch) / total)]!++;
        drawn++;
      });
    }
    for (const count of counts) expect(count / drawn).toBeCloseTo(1 / 8, 3);
  });

  test('is left alone where it takes too many: near the limit, in small pictures, where little changed', () => {
    const sample = new WindowSample(size, randomFrom('1'));
    expect(sample.draw(0.86, 0.7, 1)!.length).toBeLessThan(total / 15);
    expect(sample.draw(0.72, 0.7, 1)).toBeNull();
    expect(sample.draw(0.69, 0.7, 1)).toBeNull();
    expect(sample.draw(0.86, 0.7, 0.2)).toBeNull();
    expect(new WindowSample({ width: 120, height: 100 }, randomFrom('1')).draw(0.86, 0.7, 1)).toBeNull();
    expect(new WindowSample({ width: 10, height: 900 }, randomFrom('1')).draw(0.86, 0.7, 1)).toBeNull();
  });

  test('proves what it was drawn for where the picture is as good as expected', () => {
    const sample = new WindowSample(size, randomFrom('1'));
    for (const [expected, enough] of [
      [0.86, 0.7],
      [0.8, 0.6],
      [0.98, 0.9],
    ] as const) {
      const { length } = sample.draw(expected, enough, 1)!;
      const least = sample.leastSsim(16 * length * (1 - expected), length);
      expect(least).toBeGreaterThan(enough);
      expect(least).toBeLessThan(expected);
    }
  });
});

/** Planes of 256 x 256 that fool averages: damage in one place, in every n-th column, thinly everywhere, or at the edges. */
function ruined(seed: string, ruin: number, strength: number): [Uint8Array, Uint8Array] {
  const random = randomFrom(seed);
  const a = Uint8Array.from({ length: SIDE * SIDE }, (_, i) => 128 + 60 * Math.sin((i % SIDE) / 9) + 50 * random());
  const b = a.map((level, i) => {
    const [x, y] = [i % SIDE, Math.floor(i / SIDE)];
    const hit = [y < SIDE * strength, x % 40 < 40 * strength, random() < strength / 4, Math.min(x, y) < 90 * strength];
    return hit[ruin] ? 255 * random() : level;
  });
  return [a, b];
}

const SIDE = 256;

test('what a sample proves is under the SSIM, whatever was ruined', () => {
  const windows = { width: SIDE, height: SIDE };
  const [ssim, shortfallAt] = [createSsim(SIDE, SIDE), createSsimAtPatches(SIDE, SIDE)];
  let proven = 0;
  for (const ruin of [0, 1, 2, 3]) {
    for (const strength of [0.02, 0.1, 0.2, 0.3]) {
      const seed = `${ruin}${100 * strength}`;
      const planes = ruined(seed, ruin, strength);
      const sample = new WindowSample(windows, randomFrom(seed));
      // as an optimist would expect, so that there is something to be wrong about
      const patches = sample.draw(0.97, 0.6, 1)!;
      const least = sample.leastSsim(shortfallAt(...planes, patches), patches.length);
      expect(least).toBeLessThan(ssim(...planes)!);
      if (least > 0.6) proven++;
    }
  }
  expect(proven).toBeGreaterThan(2);
});

describe('numbers from a seed', () => {
  test('are the same for the same seed, others for another, and even', () => {
    const take = (seed: string): number[] => Array.from({ length: 4000 }, randomFrom(seed));
    const numbers = take('0123456789abcdef01234567');
    expect(take('0123456789abcdef01234567')).toEqual(numbers);
    for (const seed of ['1123456789abcdef01234567', '0123456789abcdef01234568', '']) {
      expect(take(seed).filter((value, i) => value === numbers[i])).toHaveLength(0);
    }
    expect(numbers.every((value) => value >= 0 && value < 1)).toBe(true);
    // three standard deviations of the mean of 4000
    expect(Math.abs(numbers.reduce((a, b) => a + b) / 4000 - 0.5)).toBeLessThan(3 / Math.sqrt(12 * 4000));
  });
});
