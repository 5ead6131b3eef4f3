import { describe, expect, test } from 'vitest';
import { truncatedCosineHalf } from '../../../../src/image/quality/kernels/truncated-cosine.js';
import { gaussianHalf } from '../../../../src/image/quality/kernels/window-rows.js';

describe('truncatedCosineHalf', () => {
  test.each([1, 1.5, 2, 5])('has the sum 1 and the variance of a Gaussian of sigma %d', (sigma) => {
    const half = truncatedCosineHalf(sigma);
    const variance = half.reduce((sum, weight, x) => sum + 2 * weight * x * x, 0);
    expect(half.reduce((sum, weight) => sum + 2 * weight, -half[0]!)).toBeCloseTo(1, 12);
    expect(variance).toBeCloseTo(sigma * sigma, 10);
  });

  test('comes as near to the Gaussian as the paper says: within 1 % of its peak', () => {
    const half = truncatedCosineHalf(1.5);
    const gaussian = gaussianHalf(12, 1.5);
    expect(half).toHaveLength(5);
    for (const [x, weight] of half.entries()) expect(Math.abs(weight - gaussian[x]!)).toBeLessThan(0.01 * gaussian[0]!);
  });
});
