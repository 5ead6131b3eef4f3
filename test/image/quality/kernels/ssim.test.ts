import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { createSsim } from '../../../../src/image/quality/kernels/ssim.js';
import { drawLuma, flipped, reference, twoPictures } from './samples.js';

// Both sides use 64-bit sums. A window's variance is a difference of sums near 65025 with about 30 roundings of 2^-53
// each, 2e-10 in all; the denominator is at least C2 = 58.5. 1e-10 leaves a factor of 20.
const DIGITS = 10;

describe('createSsim', () => {
  test.each(reference.pairs)('agrees with scikit-image: $name', ({ width, height, a, b, luma }) => {
    const ssim = createSsim(width, height)(drawLuma(width, height, a), drawLuma(width, height, b));
    expect(ssim).toBeCloseTo(luma.ssim, DIGITS);
  });

  test.prop([twoPictures])('a picture with itself is exactly 1', ({ width, height, a }) => {
    const plane = drawLuma(width, height, a);
    expect(createSsim(width, height)(plane, plane.slice())).toBe(1);
  });

  test.prop([twoPictures])('is symmetric and within -1..1', ({ width, height, a, b }) => {
    const [first, second] = [drawLuma(width, height, a), drawLuma(width, height, b)];
    const measure = createSsim(width, height);
    const value = measure(first, second);
    expect(measure(second, first)).toBe(value);
    expect(value).toBeGreaterThanOrEqual(-1);
    expect(value).toBeLessThanOrEqual(1);
  });

  test.prop([twoPictures])('does not change when both pictures are mirrored', ({ width, height, a, b }) => {
    const [first, second] = [drawLuma(width, height, a), drawLuma(width, height, b)];
    const measure = createSsim(width, height);
    const mirrored = measure(flipped(first, width, 1), flipped(second, width, 1));
    // not to the last bit: the mean adds the windows in another order
    expect(mirrored).toBeCloseTo(measure(first, second) ?? NaN, DIGITS);
  });

  test('gives the same value after other pictures went through its scratch rows', () => {
    const [a, b, c] = [1, 2, 3].map((seed) => drawLuma(20, 30, { seed, slopeX: 2, slopeY: 1, noise: 99 }));
    const measure = createSsim(20, 30);
    const before = measure(a!, b!);
    measure(b!, c!);
    expect(measure(a!, b!)).toBe(before);
  });

  test.prop([fc.nat({ max: 10 }), fc.integer({ min: 1, max: 40 })])(
    'has no value under 11 px a side',
    (small, other) => {
      const plane = new Uint8Array(small * other);
      expect(createSsim(small, other)(plane, plane)).toBeNull();
      expect(createSsim(other, small)(plane, plane)).toBeNull();
    },
  );
});
