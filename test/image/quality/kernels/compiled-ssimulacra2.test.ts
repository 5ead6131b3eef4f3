import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { createSsimulacra2 } from '../../../../src/image/quality/kernels/compiled-ssimulacra2.js';
import { createSsimulacra2 as createPlainSsimulacra2 } from '../../../../src/image/quality/kernels/ssimulacra2.js';
import { loadKernels } from '../../../../src/image/wasm/kernels.js';
import { drawRgb, reference, type Spec } from './samples.js';

const kernels = loadKernels()!;

// The variance of the difference is off by 10 x 2^-24 of its square, which is within 1, against C2 = 9e-4: 7e-4 in a flat
// window at worst, which weights of 400 in all and the exponent 0.63 would make 0.3 of. Means of windows whose roundings
// have no common sign are a thousandth of that: photographs were within 3e-5, flat areas within 4e-4 from 0 up, and below
// it, where colours have nothing in common, within 6e-6 of the score.
const toleranceAt = (score: number): number => Math.max(1e-3, 2e-5 * Math.abs(score));

const side = fc.integer({ min: 8, max: 140 });
const spec: fc.Arbitrary<Spec> = fc.record({
  seed: fc.nat(),
  slopeX: fc.nat({ max: 3 }),
  slopeY: fc.nat({ max: 3 }),
  noise: fc.nat({ max: 80 }),
});

describe('compiled SSIMULACRA 2', () => {
  test.each(reference.scoredPairs)('agrees with the description in NumPy: $name', (pair) => {
    const { width, height, a, b } = pair;
    const score = createSsimulacra2(width, height)(drawRgb(width, height, a), drawRgb(width, height, b));
    expect(Math.abs(score! - pair.ssimulacra2)).toBeLessThan(toleranceAt(pair.ssimulacra2));
  });

  test.prop([side, side, spec, fc.integer({ min: -6, max: 6 })], { numRuns: 40 })(
    'agrees with its twin at any size, and is exactly 100 for equal pictures',
    (width, height, a, more) => {
      const original = drawRgb(width, height, a);
      const output = drawRgb(width, height, { ...a, noise: Math.max(0, a.noise + more) });
      const measure = createSsimulacra2(width, height);
      const expected = createPlainSsimulacra2(width, height)(original, output)!;
      expect(Math.abs(measure(original, output)! - expected)).toBeLessThan(toleranceAt(expected));
      expect(measure(original, original.slice())).toBe(100);
    },
  );

  test.prop([side, side, fc.uint8Array({ minLength: 24, maxLength: 24 })], { numRuns: 40 })(
    'agrees with its twin on flat areas that an output shows in other colours',
    (width, height, colors) => {
      const paint = (from: number): Uint8Array =>
        Uint8Array.from({ length: 3 * width * height }, (_, i) => {
          const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
          return colors[from + 3 * (2 * Number(x > width / 2) + Number(y > height / 3)) + (i % 3)]!;
        });
      const [original, output] = [paint(0), paint(12)];
      const expected = createPlainSsimulacra2(width, height)(original, output)!;
      expect(Math.abs(createSsimulacra2(width, height)(original, output)! - expected)).toBeLessThan(
        toleranceAt(expected),
      );
    },
  );

  test('gives the same score again, and leaves no area behind', () => {
    const [a, b, c] = [1, 2, 3].map((seed) => drawRgb(90, 50, { seed, slopeX: 1, slopeY: 2, noise: 40 }));
    const before = kernels.memory.areas;
    const measure = createSsimulacra2(90, 50);
    const score = measure(a!, b!);
    measure(c!, a!);
    expect(measure(a!, b!)).toBe(score);
    expect(kernels.memory.areas).toBe(before);
  });

  test('has no value under 8 px a side', () => {
    const picture = new Uint8Array(3 * 7 * 50);
    expect(createSsimulacra2(7, 50)(picture, picture)).toBeNull();
  });
});
