import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { createSsim } from '../../../../src/image/quality/kernels/ssim.js';
import { createSsimAtPatches, patchesOf } from '../../../../src/image/quality/kernels/ssim-patches.js';
import { loadKernels } from '../../../../src/image/wasm/kernels.js';
import { SCRATCH_BYTES } from '../../../../src/image/wasm/tile-kernels.js';
import { blackAndWhite, flatAreas, patchwork, twoPlanes, type Planes } from './tiles.js';

// of 16 windows in 32 bits: 4e-4 each, as assembly/ssim.ts derives it
const WORST = 16 * 4e-4;

function allOf({ width, height }: Planes): Uint32Array {
  return Uint32Array.from({ length: patchesOf(width, height) }, (_, patch) => patch);
}

function compiled({ width, height, a, b }: Planes, patches: Uint32Array): number {
  const { exports, memory } = loadKernels()!;
  const areas = [a.length, b.length, 4 * patches.length, SCRATCH_BYTES].map((bytes) => memory.allocate(bytes));
  const [original, output, list, scratch] = areas as [number, number, number, number];
  memory.bytes(original, a.length).set(a);
  memory.bytes(output, b.length).set(b);
  new Uint32Array(memory.buffer, list, patches.length).set(patches);
  // what others left in the scratch memory must not matter
  memory.bytes(scratch, SCRATCH_BYTES).fill(255);
  const sum = exports.ssimAtPatches(original, output, width, height, list, patches.length, scratch);
  for (const area of areas) memory.free(area);
  return sum;
}

describe('SSIM at patches', () => {
  test.prop([fc.oneof(twoPlanes, patchwork)], { numRuns: 50 })('comes to that of the picture over all', (planes) => {
    const { width, height, a, b } = planes;
    const ssim = createSsim(width, height)(a, b);
    fc.pre(ssim !== null);
    const windows = (width - 10) * (height - 10);
    expect(1 - createSsimAtPatches(width, height)(a, b, allOf(planes)) / windows).toBeCloseTo(ssim!, 10);
  });

  test.prop([fc.oneof(twoPlanes, patchwork, blackAndWhite, flatAreas(fc.integer({ min: 11, max: 90 }))), fc.nat()])(
    'is the same compiled, patch by patch',
    (planes, pick) => {
      const all = allOf(planes);
      fc.pre(all.length > 0);
      const plain = createSsimAtPatches(planes.width, planes.height);
      // any one, and those that are cut at the right and below
      for (const patch of [pick % all.length, all.length - 1]) {
        const one = Uint32Array.of(patch);
        expect(Math.abs(compiled(planes, one) - plain(planes.a, planes.b, one))).toBeLessThan(WORST);
      }
    },
  );

  test.prop([patchwork], { numRuns: 30 })('adds up compiled, to 1e-5 a window', (planes) => {
    const all = allOf(planes);
    const plain = createSsimAtPatches(planes.width, planes.height)(planes.a, planes.b, all);
    expect(Math.abs(compiled(planes, all) - plain) / (16 * all.length)).toBeLessThan(1e-5);
  });

  test('counts patches that are cut, and none where no window fits', () => {
    expect([patchesOf(18, 12), patchesOf(19, 12), patchesOf(18, 13), patchesOf(10, 400), patchesOf(400, 10)]).toEqual([
      1, 2, 2, 0, 0,
    ]);
  });
});
