import { expectValues } from './sizes.js';

/** The largest mean squared error between two 8-bit pictures. */
const PEAK_SQUARED = 255 * 255;

/**
 * Mean squared error over all bytes of two packed RGB pictures of equal size.
 *
 * @returns squared levels, 0..65025; 0 only for equal pictures
 */
export function meanSquaredError(a: Uint8Array, b: Uint8Array): number {
  expectValues(a.length, { a, b });
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = a[i]! - b[i]!;
    sum += difference * difference;
  }
  return sum / a.length;
}

/**
 * Peak signal-to-noise ratio, 10 log10(255^2 / MSE).
 *
 * @param mse squared levels, 0..65025
 * @returns dB, 0 and up; null for identical pictures, whose ratio is infinite
 */
export function psnrOf(mse: number): number | null {
  return mse === 0 ? null : 10 * Math.log10(PEAK_SQUARED / mse);
}
