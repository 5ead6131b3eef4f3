import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { createSsimulacra2 } from '../../../../src/image/quality/kernels/ssimulacra2.js';
import { drawRgb, reference, type Spec } from './samples.js';

// Planes are 32-bit floats here, off by 3e-8 of values near 0.5, sums 64-bit. A window's error comes to 1e-6 at most (the
// roundings' deviation times the picture's, against C2 = 9e-4) and means average it out; the weights bring it back to 3e-6
// of the score at worst in these pictures. Ten times that.
const TOLERANCE = 3e-5;

// The published program computes in 32 bits throughout, and its recursion piles roundings up along rows and columns: its
// score is lower by an amount that grows with the picture and shows most near 100. With a 64-bit blur put into it, it
// agreed with this one to 0.003 on photographs of 128 to 512 pixels.
const PUBLISHED_TOLERANCE = 0.03;

const SIDE = 120;
const soft: Spec = { seed: 7, slopeX: 1, slopeY: 1, noise: 12 };

describe('createSsimulacra2', () => {
  test.each(reference.scoredPairs)('agrees with the description in NumPy and the published program: $name', (pair) => {
    const { width, height, a, b } = pair;
    const score = createSsimulacra2(width, height)(drawRgb(width, height, a), drawRgb(width, height, b));
    expect(Math.abs((score ?? NaN) - pair.ssimulacra2)).toBeLessThan(TOLERANCE);
    expect(Math.abs((score ?? NaN) - pair.published)).toBeLessThan(PUBLISHED_TOLERANCE);
  });

  test.prop([fc.integer({ min: 8, max: 70 }), fc.integer({ min: 8, max: 70 }), fc.nat()], { numRuns: 20 })(
    'is exactly 100 for equal pictures of any size and below it for others',
    (width, height, seed) => {
      const picture = drawRgb(width, height, { seed, slopeX: 3, slopeY: 1, noise: 40 });
      const other = drawRgb(width, height, { seed: seed + 1, slopeX: 3, slopeY: 1, noise: 40 });
      const measure = createSsimulacra2(width, height);
      expect(measure(picture, picture.slice())).toBe(100);
      expect(measure(picture, other)).toBeLessThan(100);
    },
  );

  test('falls with the strength of the distortion, below 0 for a picture of something else', () => {
    const measure = createSsimulacra2(SIDE, SIDE);
    const original = drawRgb(SIDE, SIDE, soft);
    const scores = [13, 16, 24].map((noise) => measure(original, drawRgb(SIDE, SIDE, { ...soft, noise })) ?? NaN);
    expect(scores[0]).toBeGreaterThan(60);
    expect(scores[1]).toBeLessThan(scores[0]! - 5);
    expect(scores[2]).toBeLessThan(scores[1]! - 5);
    expect(measure(original, drawRgb(SIDE, SIDE, { seed: 9, slopeX: 5, slopeY: 0, noise: 200 }))).toBeLessThan(0);
  });

  test('gives the same value after other pictures went through its scratch planes', () => {
    const [a, b, c] = [1, 2, 3].map((seed) => drawRgb(64, 40, { ...soft, seed }));
    const measure = createSsimulacra2(64, 40);
    const before = measure(a!, b!);
    measure(b!, c!);
    expect(measure(a!, b!)).toBe(before);
  });

  test('has no value under 8 px a side', () => {
    const picture = new Uint8Array(3 * 7 * 50);
    expect(createSsimulacra2(7, 50)(picture, picture)).toBeNull();
    expect(createSsimulacra2(50, 7)(picture, picture)).toBeNull();
  });
});
