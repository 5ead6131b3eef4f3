import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { createMsSsim } from '../../../../src/image/quality/kernels/compiled-ms-ssim.js';
import { createMsSsim as createPlainMsSsim } from '../../../../src/image/quality/kernels/ms-ssim.js';
import { loadKernels } from '../../../../src/image/wasm/kernels.js';
import { drawLuma, reference } from './samples.js';
import { flatAreas } from './tiles.js';

const kernels = loadKernels()!;

// assembly/ssim.ts: the mean of a scale stays within 2e-6, and the exponents sum to 1
const TOLERANCE = 1e-5;

const side = fc.integer({ min: 176, max: 240 });

describe('compiled MS-SSIM', () => {
  test.each(reference.largePairs)("agrees with the authors' steps in SciPy: $name", (pair) => {
    const { width, height } = pair;
    const [a, b] = [drawLuma(width, height, pair.a), drawLuma(width, height, pair.b)];
    expect(Math.abs(createMsSsim(width, height)(a, b)! - pair.msSsim)).toBeLessThan(TOLERANCE);
  });

  test.prop([flatAreas(side)], { numRuns: 25 })('agrees with its twin on flat areas', ({ width, height, a, b }) => {
    const expected = createPlainMsSsim(width, height)(a, b)!;
    expect(Math.abs(createMsSsim(width, height)(a, b)! - expected)).toBeLessThan(TOLERANCE);
  });

  test.prop([side, side, fc.nat(), fc.nat({ max: 60 })], { numRuns: 15 })(
    'agrees with its twin on noise, and is exactly 1 for equal planes',
    (width, height, seed, noise) => {
      const a = drawLuma(width, height, { seed, slopeX: 1, slopeY: 2, noise });
      const b = drawLuma(width, height, { seed: seed + 1, slopeX: 1, slopeY: 2, noise });
      const measure = createMsSsim(width, height);
      expect(Math.abs(measure(a, b)! - createPlainMsSsim(width, height)(a, b)!)).toBeLessThan(TOLERANCE);
      expect(measure(a, a.slice())).toBe(1);
    },
  );

  test('is 0 for a negative', () => {
    const plane = drawLuma(180, 176, { seed: 1, slopeX: 1, slopeY: 0, noise: 20 });
    const negative = plane.map((level) => 255 - level);
    expect(createMsSsim(180, 176)(plane, negative)).toBe(0);
  });

  test('reads planes where they lie, and leaves no area behind', () => {
    const { memory } = kernels;
    const [width, height] = [200, 181];
    const [a, b] = [3, 5].map((seed) => drawLuma(width, height, { seed, slopeX: 2, slopeY: 1, noise: 90 }));
    const value = createMsSsim(width, height)(a!, b!);
    const before = memory.areas;
    const [addressA, addressB] = [memory.allocate(a!.length), memory.allocate(b!.length)];
    memory.bytes(addressA, a!.length).set(a!);
    memory.bytes(addressB, b!.length).set(b!);
    expect(createMsSsim(width, height)(memory.bytes(addressA, a!.length), memory.bytes(addressB, b!.length))).toBe(
      value,
    );
    memory.free(addressA);
    memory.free(addressB);
    expect(memory.areas).toBe(before);
  });

  test('has no value under 176 px a side', () => {
    const plane = new Uint8Array(175 * 300);
    expect(createMsSsim(175, 300)(plane, plane)).toBeNull();
  });
});
