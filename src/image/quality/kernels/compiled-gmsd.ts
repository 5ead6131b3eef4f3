import { loadKernels } from '../../wasm/kernels.js';
import { GMSD_SMALLEST_SIDE, createGmsd as createPlainGmsd } from './gmsd.js';
import { sumTiles } from './tile-sums.js';

/** createGmsd of ./gmsd.ts by the compiled kernel where there is one: within 1e-6 of it, exactly 0 for equal planes. */
export function createGmsd(width: number, height: number): (a: Uint8Array, b: Uint8Array) => number | null {
  const kernels = loadKernels();
  if (!kernels || width < GMSD_SMALLEST_SIDE || height < GMSD_SMALLEST_SIDE) return createPlainGmsd(width, height);
  const values = Math.ceil(width / 2) * Math.ceil(height / 2);
  return (a, b) => deviationOf(sumTiles(kernels, kernels.exports.gmsdTiles, 2, a, b, width, height), values);
}

/** @param totals sums of the kernels' tiles: of the values and of their squares @returns their standard deviation */
export function deviationOf(totals: ArrayLike<number>, values: number): number {
  const mean = totals[0]! / values;
  return Math.sqrt(Math.max(0, totals[1]! / values - mean * mean));
}
