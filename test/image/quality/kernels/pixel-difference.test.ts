import { test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { createColorDifference } from '../../../../src/image/quality/kernels/color-difference.js';
import { createPixelDifference } from '../../../../src/image/quality/kernels/pixel-difference.js';
import { drawRgb, reference, twoPictures } from './samples.js';

describe('createPixelDifference', () => {
  test.each(reference.pairs)('agrees with scikit-image: $name', ({ width, height, a, b, rgb }) => {
    const value = createPixelDifference()(drawRgb(width, height, a), drawRgb(width, height, b));
    const [expected] = rgb.colorDifference.filter(({ block }) => block === 1);
    // scikit-image's matrices have 6 digits; see color-difference.test.ts
    expect(value.mean).toBeCloseTo(expected!.mean, 2);
    expect(value.max).toBeCloseTo(expected!.max, 2);
    expect(Math.abs(value.p95 - expected!.p95)).toBeLessThan(0.06);
  });

  const measure = createPixelDifference();

  test.prop([twoPictures])(
    'equals the difference of blocks of one pixel, whatever it remembers',
    ({ a, b, ...size }) => {
      const { width, height } = size;
      const [first, second] = [drawRgb(width, height, a), drawRgb(width, height, b)];
      const { worstArea, ...rest } = createColorDifference()(first, second, width, height, 1);
      expect(measure(first, second)).toEqual(rest);
      expect(worstArea).toBeGreaterThanOrEqual(rest.mean);
    },
  );

  test('is 0 for equal pictures', () => {
    const picture = drawRgb(9, 9, { seed: 1, slopeX: 9, slopeY: 4, noise: 50 });
    expect(measure(picture, picture)).toEqual({ mean: 0, p95: 0, max: 0 });
  });
});
