import { createSsim, SSIM_WINDOW } from './ssim.js';

/** Windows that are looked at together: 8 beside each other, in 2 rows. What is over at the right and below is cut. */
const COLUMNS = 8;
const ROWS = 2;
export const PATCH_WINDOWS = COLUMNS * ROWS;

/** Patches that the windows of a picture are cut into, row by row; 0 where it has none. */
export function patchesOf(width: number, height: number): number {
  return patchesAcross(width) * Math.max(0, Math.ceil((height - SSIM_WINDOW + 1) / ROWS));
}

/**
 * 1 - SSIM, as createSsim has it, summed over the windows of some patches.
 *
 * @returns a function of two luma planes of width x height bytes and of indices of patches: 0..2 a window
 */
export function createSsimAtPatches(
  width: number,
  height: number,
): (a: Uint8Array, b: Uint8Array, patches: Uint32Array) => number {
  const across = patchesAcross(width);
  return (a, b, patches) => {
    let sum = 0;
    for (const patch of patches) {
      const left = COLUMNS * (patch % across);
      const top = ROWS * Math.floor(patch / across);
      const right = Math.min(width, left + COLUMNS + SSIM_WINDOW - 1);
      const bottom = Math.min(height, top + ROWS + SSIM_WINDOW - 1);
      const cut = (plane: Uint8Array): Uint8Array => {
        const rows = Array.from({ length: bottom - top }, (_, y) => (top + y) * width);
        return Uint8Array.from(rows.flatMap((start) => [...plane.subarray(start + left, start + right)]));
      };
      const ssim = createSsim(right - left, bottom - top)(cut(a), cut(b)) as number;
      sum += (1 - ssim) * (right - left - SSIM_WINDOW + 1) * (bottom - top - SSIM_WINDOW + 1);
    }
    return sum;
  };
}

function patchesAcross(width: number): number {
  return Math.max(0, Math.ceil((width - SSIM_WINDOW + 1) / COLUMNS));
}
