import { loadKernels } from '../../wasm/kernels.js';
import { SSIM_FAST_SMALLEST_SIDE, createSsimFast as createPlainSsimFast } from './ssim-fast.js';
import { SSIM_WINDOW, createSsim as createPlainSsim } from './ssim.js';
import { sumTiles } from './tile-sums.js';

type PlaneMetric = (a: Uint8Array, b: Uint8Array) => number | null;

/**
 * Of fewer windows the mean is left to the twin, in 64 bits: 32 bits are off by up to 1e-3 in a window made for it, which
 * averages out to 3.5e-6 over these (the worst found by climbing), but came to 5e-5 in a picture of one window.
 */
const ENOUGH_WINDOWS = 54 * 54;

/** Whether the compiled kernel has the SSIM of pictures of this size to 1e-5. */
export function compiledSsimFits(width: number, height: number): boolean {
  return width >= SSIM_WINDOW && height >= SSIM_WINDOW && ssimWindows(width, height) >= ENOUGH_WINDOWS;
}

/** createSsim of ./ssim.ts by the compiled kernel where it fits: within 1e-5 of it, exactly 1 for equal planes. */
export function createSsim(width: number, height: number): PlaneMetric {
  const kernels = loadKernels();
  if (!kernels || !compiledSsimFits(width, height)) return createPlainSsim(width, height);
  const windows = ssimWindows(width, height);
  return (a, b) => meanOfShortfall(sumTiles(kernels, kernels.exports.ssimTiles, 1, a, b, width, height)[0]!, windows);
}

/** createSsimFast of ./ssim-fast.ts, likewise. */
export function createSsimFast(width: number, height: number): PlaneMetric {
  const kernels = loadKernels();
  if (!kernels || width < SSIM_FAST_SMALLEST_SIDE || height < SSIM_FAST_SMALLEST_SIDE) {
    return createPlainSsimFast(width, height);
  }
  const windows = ssimFastWindows(width, height);
  return (a, b) =>
    meanOfShortfall(sumTiles(kernels, kernels.exports.ssimFastTiles, 1, a, b, width, height)[0]!, windows);
}

/** Windows of a picture that is large enough to have one. */
export function ssimWindows(width: number, height: number): number {
  return (width - SSIM_WINDOW + 1) * (height - SSIM_WINDOW + 1);
}

export function ssimFastWindows(width: number, height: number): number {
  return (Math.floor(width / 4) - 1) * (Math.floor(height / 4) - 1);
}

/** @param shortfall sum of 1 - value; rounding may leave it a hair outside 0..2 a value, the mean stays in -1..1 */
export function meanOfShortfall(shortfall: number, values: number): number {
  return Math.max(-1, Math.min(1, 1 - shortfall / values));
}
