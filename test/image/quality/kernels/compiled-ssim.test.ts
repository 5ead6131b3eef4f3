import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { createSsim } from '../../../../src/image/quality/kernels/compiled-ssim.js';
import { createSsim as createPlainSsim } from '../../../../src/image/quality/kernels/ssim.js';
import { loadKernels } from '../../../../src/image/wasm/kernels.js';
import { drawLuma, reference } from './samples.js';
import {
  blackAndWhite,
  expectNear,
  expectSameBitsInAnyRectangle,
  flatAreas,
  patchwork,
  rectangle,
  TileRun,
  twoPlanes,
} from './tiles.js';

const kernels = loadKernels()!;

// assembly/ssim.ts derives these: rounding moves a window by 3e-4 at most, in pictures that hold black and white beside
// each other; weights by 6.4e-5 of its shortfall, 1.3e-4. A single window may be the whole picture here.
const WORST = 4e-4;
// Roundings have no common sign, and pictures of less contrast have smaller ones: what the issue asks for.
const USUAL = 1e-5;

describe('compiled SSIM', () => {
  test.each(reference.pairs)('agrees with scikit-image: $name', ({ width, height, a, b, luma }) => {
    const ssim = createSsim(width, height)(drawLuma(width, height, a), drawLuma(width, height, b));
    expect(Math.abs(ssim! - luma.ssim)).toBeLessThan(USUAL);
  });

  test.prop([twoPlanes], { numRuns: 300 })('agrees with its twin', ({ width, height, a, b }) => {
    expectNear(createSsim(width, height)(a, b), createPlainSsim(width, height)(a, b), USUAL);
  });

  test.prop([flatAreas(fc.integer({ min: 60, max: 240 }))], { numRuns: 50 })(
    'agrees with its twin on flat areas that an output shows at other levels',
    ({ width, height, a, b }) => {
      expectNear(createSsim(width, height)(a, b), createPlainSsim(width, height)(a, b), USUAL);
    },
  );

  test.prop([patchwork], { numRuns: 50 })('agrees with its twin where tiles differ', ({ width, height, a, b }) => {
    expectNear(createSsim(width, height)(a, b), createPlainSsim(width, height)(a, b), USUAL);
  });

  test.prop([blackAndWhite], { numRuns: 200 })('holds the sums of black and white', ({ width, height, a, b }) => {
    expectNear(createSsim(width, height)(a, b), createPlainSsim(width, height)(a, b), WORST);
  });

  test.each([
    [11, 11],
    [33, 12],
    [63, 63],
    [11, 200],
  ])('leaves the few windows of %i x %i pixels to its twin, where roundings would not average out', (width, height) => {
    const [a, b] = [251, 241].map((prime) =>
      Uint8Array.from({ length: width * height }, (_, i) => (i * i) % prime),
    ) as [Uint8Array, Uint8Array];
    expect(createSsim(width, height)(a, b)).toBe(createPlainSsim(width, height)(a, b));
  });

  test.prop([twoPlanes])('gives every window of equal planes exactly 1', ({ width, height, a }) => {
    const run = new TileRun(kernels, { width, height, a, b: a.slice() }, 1);
    run.run(kernels.exports.ssimTiles);
    expect(run.sums.every((sum) => sum === 0)).toBe(true);
    run.free();
    expect(createSsim(width, height)(a, a.slice()) ?? 1).toBe(1);
  });

  test.prop([twoPlanes])('gives windows exactly 1 whose neighbours differ', ({ width, height, a }) => {
    fc.pre(width >= 11 && height >= 11);
    // only windows that see it, those of the first tile and not all of them, can be below 1
    const b = a.slice();
    b[5 * width + 5] = (b[5 * width + 5]! + 128) % 256;
    const run = new TileRun(kernels, { width, height, a, b }, 1);
    run.run(kernels.exports.ssimTiles);
    expect(run.sums[0]).toBeGreaterThan(0);
    expect(run.sums.slice(1).every((sum) => sum === 0)).toBe(true);
    run.free();
  });

  test.prop([fc.oneof(twoPlanes, patchwork), rectangle])(
    'gives a tile the same bits in whatever rectangle it is computed',
    (planes, cut) => {
      expectSameBitsInAnyRectangle(kernels, kernels.exports.ssimTiles, 1, planes, cut);
    },
  );

  test('reads planes where they lie, and leaves no area behind', () => {
    const { memory } = kernels;
    const [a, b] = [3, 5].map((seed) => drawLuma(50, 40, { seed, slopeX: 3, slopeY: 1, noise: 90 }));
    const before = memory.areas;
    const ssim = createSsim(50, 40);
    const copied = ssim(a!, b!);
    const address = memory.allocate(2000);
    memory.bytes(address, 2000).set(a!);
    expect(ssim(memory.bytes(address, 2000), b!)).toBe(copied);
    memory.free(address);
    expect(memory.areas).toBe(before);
  });
});
