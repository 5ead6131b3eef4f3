import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { createSsimFast } from '../../../../src/image/quality/kernels/ssim-fast.js';
import { drawLuma, reference, twoPictures } from './samples.js';

// FFmpeg adds the windows (up to 2,200 here) in 32-bit floats, each addition off by 2^-24 of a sum that the mean divides
// by its count: 2e-4 at the very most, about 1e-6 as roundings go. It prints 6 digits.
const TOLERANCE = 2e-6;

describe('createSsimFast', () => {
  test.each([...reference.pairs.map(({ luma, ...pair }) => ({ ...pair, ...luma })), ...reference.largePairs])(
    "agrees with FFmpeg's filter: $name",
    ({ width, height, a, b, ssimFast }) => {
      const value = createSsimFast(width, height)(drawLuma(width, height, a), drawLuma(width, height, b));
      expect(Math.abs((value ?? NaN) - ssimFast)).toBeLessThan(TOLERANCE);
    },
  );

  test.prop([twoPictures])('is exactly 1 for equal planes, symmetric, and within -1..1', ({ width, height, a, b }) => {
    const [first, second] = [drawLuma(width, height, a), drawLuma(width, height, b)];
    const measure = createSsimFast(width, height);
    const value = measure(first, second);
    expect(measure(first, first.slice())).toBe(1);
    expect(measure(second, first)).toBe(value);
    expect(value).toBeGreaterThanOrEqual(-1);
    expect(value).toBeLessThanOrEqual(1);
  });

  test('does not look at columns and rows that fill no block', () => {
    const [plane, other] = [drawLuma(19, 11, { seed: 1, slopeX: 2, slopeY: 3, noise: 60 }), new Uint8Array(19 * 11)];
    other.set(plane);
    for (let i = 0; i < plane.length; i++) if (i % 19 >= 16 || i >= 8 * 19) other[i] = 255 - plane[i]!;
    expect(createSsimFast(19, 11)(plane, other)).toBe(1);
    other[0] = 255 - plane[0]!;
    expect(createSsimFast(19, 11)(plane, other)).toBeLessThan(1);
  });

  test.prop([fc.nat({ max: 7 }), fc.integer({ min: 1, max: 30 })])('has no value under 8 px a side', (small, other) => {
    const plane = new Uint8Array(small * other);
    expect(createSsimFast(small, other)(plane, plane)).toBeNull();
    expect(createSsimFast(other, small)(plane, plane)).toBeNull();
  });
});
