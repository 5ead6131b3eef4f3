import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { chanceOf, liftOf, rateOf } from '../../../src/observe/investigate/rates.js';

describe("Wilson's interval", () => {
  // computed from the formula by hand: centre (p + z²/2n) / (1 + z²/n), z = 1.959964
  test.each([
    [0, 10, 0, 0.27753],
    [1, 10, 0.01788, 0.40415],
    [5, 10, 0.23659, 0.76341],
    [10, 10, 0.72247, 1],
  ])('of %i of %i is %f to %f', (count, of, low, high) => {
    const rate = rateOf(count, of);
    // five printed digits
    expect(rate.low).toBeCloseTo(low, 4);
    expect(rate.high).toBeCloseTo(high, 4);
  });

  test('of nothing is everything', () => {
    expect(rateOf(0, 0)).toEqual({ count: 0, of: 0, share: null, low: 0, high: 1 });
  });

  test.prop([fc.nat({ max: 5000 }), fc.nat({ max: 5000 })])('holds the share, within 0 and 1', (a, b) => {
    const { share, low, high } = rateOf(a, a + b + 1);
    expect(0 <= low && low <= (share ?? -1) && (share ?? 2) <= high && high <= 1).toBe(true);
  });
});

describe("Fisher's exact test", () => {
  const contrast = (a: number, n: number, b: number, m: number) => ({ inside: rateOf(a, n), outside: rateOf(b, m) });

  // Fisher's lady tasting tea (The Design of Experiments, 1935): 4 of 4 right has 1 in 70, at least 3 of 4 has 17 in 70
  test.each([
    [4, 4, 0, 4, 1 / 70],
    [3, 4, 1, 4, 17 / 70],
    [0, 4, 4, 4, 1],
  ])('gives %i of %i against %i of %i the chance it has', (a, n, b, m, chance) => {
    // the logarithm of the gamma function is right to 1e-10 and there are nine of them
    expect(chanceOf(contrast(a, n, b, m))).toBeCloseTo(chance, 8);
  });

  test('sums to one with the chance of fewer, whatever the table', () => {
    // P(at least a) + P(others at least the rest) counts the table itself twice
    const [a, n, b, m] = [7, 20, 9, 31];
    const more = chanceOf(contrast(a, n, b, m));
    const fewer = chanceOf(contrast(b, m, a, n));
    const itself = more + fewer - 1;
    expect(itself).toBeGreaterThan(0);
    expect(more - chanceOf(contrast(a + 1, n, b - 1, m))).toBeCloseTo(itself, 8);
  });

  test('tells numbers of a busy day apart from chance', () => {
    expect(chanceOf(contrast(400, 40_000, 100, 40_000))).toBeLessThan(1e-30);
    expect(chanceOf(contrast(105, 40_000, 100, 40_000))).toBeGreaterThan(0.3);
  });
});

test('a lift is at least what its bound says only where there are enough cases', () => {
  const few = liftOf({ inside: rateOf(2, 4), outside: rateOf(2, 8) });
  const many = liftOf({ inside: rateOf(200, 400), outside: rateOf(200, 800) });
  expect(few.times).toBe(2);
  expect(few.atLeast).toBeLessThan(1);
  expect(many.times).toBe(2);
  expect(many.atLeast).toBeGreaterThan(1.7);
  expect(liftOf({ inside: rateOf(3, 4), outside: rateOf(0, 8) }).times).toBeNull();
});
