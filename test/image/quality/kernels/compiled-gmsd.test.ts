import { test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { createGmsd } from '../../../../src/image/quality/kernels/compiled-gmsd.js';
import { createGmsd as createPlainGmsd } from '../../../../src/image/quality/kernels/gmsd.js';
import { loadKernels } from '../../../../src/image/wasm/kernels.js';
import { drawLuma, reference } from './samples.js';
import {
  blackAndWhite,
  expectNear,
  expectSameBitsInAnyRectangle,
  ramps,
  rectangle,
  TileRun,
  twoPlanes,
  widePlanes,
} from './tiles.js';

const kernels = loadKernels()!;

// Squared gradients are exact up to 2^24 and off by 2^-24 of themselves beyond. 2 sqrt(ab) takes two roundings, the
// sum one more, their difference (at most the sum) another and the quotient the last: 5 x 2^-24 = 3e-7 in a value, and
// no more in their deviation; which, where all values are the same, is the root of a rounded 0: in 64 bits up to 2e-8.
const TOLERANCE = 3.3e-7;

describe('compiled GMSD', () => {
  test.each(reference.pairs)('agrees with numbers from SciPy: $name', ({ width, height, a, b, luma }) => {
    const value = createGmsd(width, height)(drawLuma(width, height, a), drawLuma(width, height, b));
    expect(Math.abs(value! - luma.gmsd)).toBeLessThan(TOLERANCE);
  });

  test.prop([twoPlanes], { numRuns: 300 })('agrees with its twin', ({ width, height, a, b }) => {
    expectNear(createGmsd(width, height)(a, b), createPlainGmsd(width, height)(a, b), TOLERANCE);
  });

  test.prop([blackAndWhite], { numRuns: 100 })('holds the steepest edges', ({ width, height, a, b }) => {
    expectNear(createGmsd(width, height)(a, b), createPlainGmsd(width, height)(a, b), TOLERANCE);
  });

  test.prop([ramps])('agrees where all values are nearly the same', ({ width, height, a, b }) => {
    expectNear(createGmsd(width, height)(a, b), createPlainGmsd(width, height)(a, b), TOLERANCE);
  });

  test.prop([twoPlanes])('gives every value of equal planes exactly 1', ({ width, height, a }) => {
    const run = new TileRun(kernels, { width, height, a, b: a }, 2);
    run.run(kernels.exports.gmsdTiles);
    expect(run.sums.every((sum) => sum === 0)).toBe(true);
    run.free();
    expect(createGmsd(width, height)(a, a) ?? 0).toBeLessThan(1e-7);
  });

  test.prop([twoPlanes, rectangle])(
    'gives a tile the same bits in whatever rectangle it is computed',
    (planes, cut) => {
      expectSameBitsInAnyRectangle(kernels, kernels.exports.gmsdTiles, 2, planes, cut);
    },
  );

  test('is the same in a picture wider than what is done at once', () => {
    const { width, height, a, b } = widePlanes;
    expectNear(createGmsd(width, height)(a, b), createPlainGmsd(width, height)(a, b), TOLERANCE);
    expectSameBitsInAnyRectangle(kernels, kernels.exports.gmsdTiles, 2, widePlanes, [3, 37, 0, 1]);
  });
});
