import { test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { createGmsd } from '../../../../src/image/quality/kernels/gmsd.js';
import { drawLuma, flipped, reference, twoPictures } from './samples.js';

describe('createGmsd', () => {
  test.each(reference.pairs)("agrees with the authors' steps in SciPy: $name", ({ width, height, a, b, luma }) => {
    const value = createGmsd(width, height)(drawLuma(width, height, a), drawLuma(width, height, b));
    // 64-bit on both sides; the variance of values in 0..1 carries about 1e-15, its root (0.02 and up here) under 1e-13
    expect(value).toBeCloseTo(luma.gmsd, 12);
  });

  test.prop([twoPictures])('is 0 for equal planes, symmetric, and at most 0.5', ({ width, height, a, b }) => {
    const [first, second] = [drawLuma(width, height, a), drawLuma(width, height, b)];
    const measure = createGmsd(width, height);
    const value = measure(first, second);
    expect(measure(first, first)).toBeCloseTo(0, 7);
    expect(measure(second, first)).toBe(value);
    expect(value).toBeGreaterThanOrEqual(0);
    expect(value).toBeLessThanOrEqual(0.5);
  });

  test.prop([twoPictures])('does not change when both pictures of even width are mirrored', ({ height, a, b }) => {
    const [first, second] = [drawLuma(24, height, a), drawLuma(24, height, b)];
    const measure = createGmsd(24, height);
    expect(measure(flipped(first, 24, 1), flipped(second, 24, 1))).toBeCloseTo(measure(first, second) ?? NaN, 9);
  });

  test('has no value under 6 px a side', () => {
    expect(createGmsd(5, 90)(new Uint8Array(450), new Uint8Array(450))).toBeNull();
    expect(createGmsd(90, 5)(new Uint8Array(450), new Uint8Array(450))).toBeNull();
  });
});
