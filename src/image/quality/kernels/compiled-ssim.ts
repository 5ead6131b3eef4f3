import { loadKernels } from '../../wasm/kernels.js';
import { SSIM_FAST_SMALLEST_SIDE, createSsimFast as createPlainSsimFast } from './ssim-fast.js';
import { SSIM_WINDOW, createSsim as createPlainSsim } from './ssim.js';
import { sumTiles } from './tile-sums.js';

type PlaneMetric = (a: Uint8Array, b: Uint8Array) => number | null;

/** createSsim of ./ssim.ts by the compiled kernel where there is one: within 1e-6 of it, exactly 1 for equal planes. */
export function createSsim(width: number, height: number): PlaneMetric {
  const kernels = loadKernels();
  if (!kernels || width < SSIM_WINDOW || height < SSIM_WINDOW) return createPlainSsim(width, height);
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
