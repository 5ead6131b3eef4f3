import { expectValues } from './sizes.js';

/**
 * Flicker that the original did not have: mean over pixels of max(0, |p1 - p0| - |o1 - o0|), where o0, o1 are consecutive
 * pictures of the original and p0, p1 the output's at the same times. Movement of the original is no flicker.
 *
 * Dithering that differs from frame to frame counts at full size; on block means (see blockMeans) only pumping of whole
 * areas remains.
 *
 * @param o0 luma planes of one size, 0..255
 * @returns grey levels, 0..255; 0 where the output changes nowhere by more than the original
 */
export function temporalExcess(o0: Float32Array, o1: Float32Array, p0: Float32Array, p1: Float32Array): number {
  expectValues(o0.length, { o0, o1, p0, p1 });
  let sum = 0;
  for (let i = 0; i < o0.length; i++) {
    const excess = Math.abs(p1[i]! - p0[i]!) - Math.abs(o1[i]! - o0[i]!);
    if (excess > 0) sum += excess;
  }
  return sum / o0.length;
}
