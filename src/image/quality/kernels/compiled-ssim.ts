import { loadKernels } from '../../wasm/kernels.js';
import { createSsim as createPlainSsim, SSIM_WINDOW } from './ssim.js';
import { sumTiles } from './tile-sums.js';

/** createPlainSsim (./ssim.ts) by the compiled kernel where there is one: within 1e-6 of it, exactly 1 for equal planes. */
export function createSsim(width: number, height: number): (a: Uint8Array, b: Uint8Array) => number | null {
  const kernels = loadKernels();
  if (!kernels || width < SSIM_WINDOW || height < SSIM_WINDOW) return createPlainSsim(width, height);
  const windows = (width - SSIM_WINDOW + 1) * (height - SSIM_WINDOW + 1);
  return (a, b) => {
    const [shortfall] = sumTiles(kernels, kernels.exports.ssimTiles, 1, a, b, width, height) as unknown as [number];
    return meanOfShortfall(shortfall, windows);
  };
}

/** @param shortfall sum of 1 - value; rounding may leave it a hair outside 0..2 for each value */
export function meanOfShortfall(shortfall: number, values: number): number {
  return Math.max(-1, Math.min(1, 1 - shortfall / values));
}
