import { test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { createSsimFast } from '../../../../src/image/quality/kernels/compiled-ssim.js';
import { createSsimFast as createPlainSsimFast } from '../../../../src/image/quality/kernels/ssim-fast.js';
import { loadKernels } from '../../../../src/image/wasm/kernels.js';
import {
  blackAndWhite,
  expectNear,
  expectSameBitsInAnyRectangle,
  rectangle,
  TileRun,
  twoPlanes,
  widePlanes,
} from './tiles.js';

const kernels = loadKernels()!;

// All sums are exact. Each of the four factors is rounded once, the two products once, their difference (at most 2 of
// the denominator) and the quotient once: (3 + 3 + 2 + 2) x 2^-24 = 6e-7 in a window, and no more in the mean.
const TOLERANCE = 6e-7;

describe("compiled SSIM of FFmpeg's windows", () => {
  test.prop([twoPlanes], { numRuns: 300 })('agrees with its twin', ({ width, height, a, b }) => {
    expectNear(createSsimFast(width, height)(a, b), createPlainSsimFast(width, height)(a, b), TOLERANCE);
  });

  test.prop([blackAndWhite], { numRuns: 100 })('holds the sums of black and white', ({ width, height, a, b }) => {
    expectNear(createSsimFast(width, height)(a, b), createPlainSsimFast(width, height)(a, b), TOLERANCE);
  });

  test.prop([twoPlanes])('gives every window of equal planes exactly 1', ({ width, height, a }) => {
    const run = new TileRun(kernels, { width, height, a, b: a }, 1);
    run.run(kernels.exports.ssimFastTiles);
    expect(run.sums.every((sum) => sum === 0)).toBe(true);
    run.free();
    expect(createSsimFast(width, height)(a, a) ?? 1).toBe(1);
  });

  test.prop([twoPlanes, rectangle])(
    'gives a tile the same bits in whatever rectangle it is computed',
    (planes, cut) => {
      expectSameBitsInAnyRectangle(kernels, kernels.exports.ssimFastTiles, 1, planes, cut);
    },
  );

  test('is the same in a picture wider than what is done at once', () => {
    const { width, height, a, b } = widePlanes;
    expectNear(createSsimFast(width, height)(a, b), createPlainSsimFast(width, height)(a, b), TOLERANCE);
    expectSameBitsInAnyRectangle(kernels, kernels.exports.ssimFastTiles, 1, widePlanes, [3, 37, 0, 1]);
  });
});
