import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { meanSquaredError, psnrOf } from '../../../../src/image/quality/kernels/index.js';
import { drawRgb, reference, twoPictures } from './samples.js';

describe('meanSquaredError and psnrOf', () => {
  test.each(reference.pairs)('agree with scikit-image: $name', ({ width, height, a, b, rgb }) => {
    const mse = meanSquaredError(drawRgb(width, height, a), drawRgb(width, height, b));
    // the sum is of integers below 2^53, so only the division rounds; psnr takes one logarithm of it
    expect(mse).toBeCloseTo(rgb.mse, 9);
    expect(psnrOf(mse)).toBeCloseTo(rgb.psnr, 9);
  });

  test.each(reference.pairs)('agree with FFmpeg to the 2 digits it prints: $name', ({ width, height, a, b, rgb }) => {
    const psnr = psnrOf(meanSquaredError(drawRgb(width, height, a), drawRgb(width, height, b)));
    expect(Math.abs((psnr ?? NaN) - rgb.ffmpegPsnr)).toBeLessThanOrEqual(0.005 + 1e-9);
  });

  test.prop([twoPictures])('are symmetric and within range', ({ width, height, a, b }) => {
    const [first, second] = [drawRgb(width, height, a), drawRgb(width, height, b)];
    const mse = meanSquaredError(first, second);
    expect(meanSquaredError(second, first)).toBe(mse);
    expect(mse).toBeGreaterThanOrEqual(0);
    expect(mse).toBeLessThanOrEqual(65025);
  });

  test.prop([fc.uint8Array({ minLength: 3, maxLength: 300, max: 85 })])(
    'tripling the error is nine times it',
    (levels) => {
      const black = new Uint8Array(levels.length);
      const tripled = levels.map((level) => 3 * level);
      expect(meanSquaredError(black, tripled)).toBeCloseTo(9 * meanSquaredError(black, levels), 6);
    },
  );

  test('black against white is the largest error, 0 dB', () => {
    const mse = meanSquaredError(new Uint8Array(9), new Uint8Array(9).fill(255));
    expect(mse).toBe(65025);
    expect(psnrOf(mse)).toBe(0);
  });

  test('identical pictures have no ratio, and it is null, not infinity', () => {
    const picture = Uint8Array.of(1, 2, 3);
    expect(psnrOf(meanSquaredError(picture, picture))).toBeNull();
  });
});
