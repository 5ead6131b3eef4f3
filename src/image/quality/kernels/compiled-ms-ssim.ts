import { loadKernels, type Kernels } from '../../wasm/kernels.js';
import { SCRATCH_BYTES, tilesAlong } from '../../wasm/tile-kernels.js';
import { placed, withAreas } from './areas.js';
import { meanOfShortfall, ssimWindows } from './compiled-ssim.js';
import {
  createMsSsim as createPlainMsSsim,
  halvedTimes,
  MS_SSIM_SCALES,
  MS_SSIM_SMALLEST_SIDE,
  productOfScales,
} from './ms-ssim.js';
import { expectValues } from './sizes.js';
import { addTiles } from './tile-sums.js';

/**
 * createMsSsim of ./ms-ssim.ts by the compiled kernels where there are any: exactly 1 for equal planes; each scale's mean
 * is within 1e-5, and so is their product but for pictures with next to nothing in common, where a mean is near 0.
 */
export function createMsSsim(width: number, height: number): (a: Uint8Array, b: Uint8Array) => number | null {
  const kernels = loadKernels();
  if (!kernels || Math.min(width, height) < MS_SSIM_SMALLEST_SIDE) return createPlainMsSsim(width, height);
  return (a, b) => {
    expectValues(width * height, { a, b });
    return productOfScales(meansOfScales(kernels, a, b, width, height));
  };
}

function meansOfScales(
  { exports, memory }: Kernels,
  a: Uint8Array,
  b: Uint8Array,
  width: number,
  height: number,
): Float64Array {
  return withAreas(memory, (allocate) => {
    let [planeA, planeB] = placed(memory, allocate, [a, b]) as [number, number];
    const scratch = allocate(SCRATCH_BYTES);
    const tiles = tilesAlong(width) * tilesAlong(height);
    const sums = allocate(8 * tiles);
    exports.contrastTiles(planeA, planeB, width, height, 0, 0, tilesAlong(width), tilesAlong(height), scratch, sums);
    const [shortfall] = addTiles(new Float64Array(memory.buffer, sums, tiles), 1) as unknown as [number];
    const means = new Float64Array(MS_SSIM_SCALES);
    means[0] = meanOfShortfall(shortfall, ssimWindows(width, height));

    for (let scale = 1; scale < MS_SSIM_SCALES; scale++) {
      const [w, h] = [halvedTimes(width, scale), halvedTimes(height, scale)];
      const halve = scale === 1 ? exports.halveBytes : exports.halveFloats;
      [planeA, planeB] = [planeA, planeB].map((plane) => {
        const halved = allocate(4 * w * h);
        halve(plane, halvedTimes(width, scale - 1), halvedTimes(height, scale - 1), halved);
        return halved;
      }) as [number, number];
      const sum = exports.scaleTiles(scale === MS_SSIM_SCALES - 1, planeA, planeB, w, h, scratch);
      means[scale] = meanOfShortfall(sum, ssimWindows(w, h));
    }
    return means;
  });
}
