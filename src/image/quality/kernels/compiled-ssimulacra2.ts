import { loadKernels, type Kernels } from '../../wasm/kernels.js';
import { SCRATCH_BYTES } from '../../wasm/tile-kernels.js';
import { placed, withAreas } from './areas.js';
import { expectValues } from './sizes.js';
import {
  CHANNELS,
  createSsimulacra2 as createPlainSsimulacra2,
  MARGIN,
  NORMS,
  scalesOf,
  scoreOf,
  SSIMULACRA2_SMALLEST_SIDE,
  toNorms,
} from './ssimulacra2.js';
import { LINEAR } from './xyb.js';

/**
 * createSsimulacra2 of ./ssimulacra2.ts by the compiled kernels where there are any: exactly 100 for equal pictures, else
 * within 1e-3, below -50 within 2e-5 of the score.
 */
export function createSsimulacra2(width: number, height: number): (a: Uint8Array, b: Uint8Array) => number | null {
  const kernels = loadKernels();
  if (!kernels || Math.min(width, height) < SSIMULACRA2_SMALLEST_SIDE) return createPlainSsimulacra2(width, height);
  return (a, b) => {
    expectValues(CHANNELS * width * height, { a, b });
    return scoreOf(normsOf(kernels, a, b, width, height));
  };
}

function normsOf(
  { exports, memory }: Kernels,
  a: Uint8Array,
  b: Uint8Array,
  width: number,
  height: number,
): Float64Array {
  return withAreas(memory, (allocate) => {
    const pictures = placed(memory, allocate, [a, b]);
    const table = allocate(4 * LINEAR.length);
    const linear = pictures.map(() => allocate(4 * CHANNELS * width * height));
    const xyb = pictures.map(() => allocate(CHANNELS * planeBytes(width, height))) as [number, number];
    const scratch = allocate(SCRATCH_BYTES);
    const sums = allocate(8 * NORMS);
    new Float32Array(memory.buffer, table, LINEAR.length).set(LINEAR);
    for (const [i, picture] of pictures.entries()) exports.linearise(picture, width * height, table, linear[i]!);

    const scales = scalesOf(width, height);
    const norms = new Float64Array(NORMS * CHANNELS * scales.length);
    for (const [index, scale] of scales.entries()) {
      const finer = scales[index - 1];
      for (const [i, planes] of linear.entries()) {
        if (finer) halvePlanes(exports, planes, finer, scale);
        exports.positiveXyb(planes, scale.width, scale.height, MARGIN, xyb[i]!);
      }
      for (let channel = 0; channel < CHANNELS; channel++) {
        const plane = channel * planeBytes(scale.width, scale.height);
        exports.compareXyb(xyb[0] + plane, xyb[1] + plane, scale.width, scale.height, scratch, sums);
        const here = new Float64Array(memory.buffer, sums, NORMS);
        toNorms(here, scale.width * scale.height);
        norms.set(here, NORMS * (channel * scales.length + index));
      }
    }
    return norms;
  });
}

function planeBytes(width: number, height: number): number {
  return 4 * (width + 2 * MARGIN) * (height + 2 * MARGIN);
}

type Size = ReturnType<typeof scalesOf>[number];

/** In place: a halved plane ends before what is still to be read. */
function halvePlanes({ halveFloats }: Kernels['exports'], planes: number, from: Size, to: Size): void {
  for (let channel = 0; channel < CHANNELS; channel++) {
    const source = planes + 4 * channel * from.width * from.height;
    halveFloats(source, from.width, from.height, planes + 4 * channel * to.width * to.height);
  }
}
