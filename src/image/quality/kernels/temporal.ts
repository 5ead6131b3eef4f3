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

/** Leftovers of the previous picture. */
export interface Ghosting {
  /** Share of all pixels that changed in the original, 0..1. */
  readonly changed: number;
  /** Share of the changed pixels where the output is closer to the original's previous picture, 0..1; null where none changed. */
  readonly stale: number | null;
  /** Mean |p1 - o1| over the stale pixels, grey levels 0..255; null where there are none. */
  readonly error: number | null;
}

/**
 * A pixel has changed when its luma moved by more than this many grey levels: a stale one is then off by more than 12,
 * which is visible in a flat area, and dithering of 5 bits a channel (8 levels a step) stays below it.
 */
export const GHOST_THRESHOLD = 24;

/**
 * Pixels that changed in the original while the output stayed near the previous picture: trails, missed updates, frozen
 * areas.
 *
 * @param o0 the original's previous picture: luma planes of one size, 0..255
 * @param o1 the original's picture now
 * @param p1 the output's picture now
 */
export function ghosting(o0: Float32Array, o1: Float32Array, p1: Float32Array): Ghosting {
  expectValues(o0.length, { o0, o1, p1 });
  let changed = 0;
  let stale = 0;
  let error = 0;
  for (let i = 0; i < o0.length; i++) {
    const before = o0[i]!;
    const now = o1[i]!;
    if (Math.abs(now - before) <= GHOST_THRESHOLD) continue;
    changed++;
    const off = Math.abs(p1[i]! - now);
    if (Math.abs(p1[i]! - before) >= off) continue;
    stale++;
    error += off;
  }
  return {
    changed: changed / o0.length,
    stale: changed === 0 ? null : stale / changed,
    error: stale === 0 ? null : error / stale,
  };
}
