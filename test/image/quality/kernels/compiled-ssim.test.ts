import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { createSsim } from '../../../../src/image/quality/kernels/compiled-ssim.js';
import { createSsim as createPlainSsim } from '../../../../src/image/quality/kernels/ssim.js';
import { loadKernels } from '../../../../src/image/wasm/kernels.js';
import { drawLuma, reference } from './samples.js';
import { blackAndWhite, TileRun, twoPlanes } from './tiles.js';

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
    const compiled = createSsim(width, height)(a, b);
    const plain = createPlainSsim(width, height)(a, b);
    if (plain === null) expect(compiled).toBeNull();
    else expect(Math.abs(compiled! - plain)).toBeLessThan(USUAL);
  });

  test.prop([blackAndWhite], { numRuns: 200 })('holds the sums of black and white', ({ width, height, a, b }) => {
    const compiled = createSsim(width, height)(a, b);
    const plain = createPlainSsim(width, height)(a, b);
    if (plain === null) expect(compiled).toBeNull();
    else expect(Math.abs(compiled! - plain)).toBeLessThan(WORST);
  });

  test.prop([twoPlanes])('gives every window of equal planes exactly 1', ({ width, height, a, b }) => {
    const run = new TileRun(kernels, { width, height, a, b: a }, 1);
    run.run(kernels.exports.ssimTiles);
    expect(run.sums.every((sum) => sum === 0)).toBe(true);
    run.free();
    // one pixel differs, so that no tile near it is passed over: windows that do not see it still count exactly 1
    const c = a.slice();
    c[0] = 255 - c[0]!;
    const touched = new TileRun(kernels, { width, height, a, b: c }, 1);
    touched.run(kernels.exports.ssimTiles);
    if (width >= 11 && height >= 11) expect(touched.sums[0]).toBeGreaterThan(0);
    expect(touched.sums.slice(1).every((sum) => sum === 0)).toBe(true);
    touched.free();
    expect(createSsim(width, height)(b, b.slice()) ?? 1).toBe(1);
  });

  test.prop([twoPlanes, fc.nat(), fc.nat(), fc.nat(), fc.nat()])(
    'gives a tile the same bits in whatever rectangle it is computed',
    (planes, x0, x1, y0, y1) => {
      const run = new TileRun(kernels, planes, 1);
      run.run(kernels.exports.ssimTiles);
      const all = run.sums;
      const [left, right] = [x0 % (run.across + 1), x1 % (run.across + 1)].toSorted((p, q) => p - q);
      const [top, bottom] = [y0 % (run.down + 1), y1 % (run.down + 1)].toSorted((p, q) => p - q);
      run.run(kernels.exports.ssimTiles, left, top, right, bottom);
      expect(run.sums).toEqual(all);
      for (let i = 0; i < all.length; i++) {
        const [column, row] = [i % run.across, Math.floor(i / run.across)];
        run.run(kernels.exports.ssimTiles, column, row, column + 1, row + 1);
      }
      expect(run.sums).toEqual(all);
      run.free();
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
