import { test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { createMsSsim } from '../../../../src/image/quality/kernels/ms-ssim.js';
import { createSsim } from '../../../../src/image/quality/kernels/ssim.js';
import { drawLuma, reference } from './samples.js';

// 64-bit sums on both sides, on planes that floats hold exactly; see ssim.test.ts
const DIGITS = 10;
const SIDE = 176;

describe('createMsSsim', () => {
  test.each(reference.largePairs)("agrees with the authors' steps in SciPy: $name", (pair) => {
    const { width, height } = pair;
    const [a, b] = [drawLuma(width, height, pair.a), drawLuma(width, height, pair.b)];
    const measure = createMsSsim(width, height);
    expect(measure(a, b)).toBeCloseTo(pair.msSsim, DIGITS);
    expect(createSsim(width, height)(a, b)).toBeCloseTo(pair.ssim, DIGITS);
    expect(measure(b, a)).toBe(measure(a, b));
    expect(measure(a, a.slice())).toBe(1);
  });

  test('forgives fine noise that SSIM does not, and is 0 for a negative', () => {
    const plane = drawLuma(SIDE, SIDE, { seed: 1, slopeX: 1, slopeY: 0, noise: 20 });
    const noisy = drawLuma(SIDE, SIDE, { seed: 2, slopeX: 1, slopeY: 0, noise: 20 });
    const measure = createMsSsim(SIDE, SIDE);
    expect(measure(plane, noisy)).toBeGreaterThan(0.1 + (createSsim(SIDE, SIDE)(plane, noisy) ?? NaN));
    const negative = plane.map((level) => 255 - level);
    expect(measure(plane, negative)).toBe(0);
  });

  test('gives the same value after other pictures went through its scratch planes', () => {
    const [a, b, c] = [1, 2, 3].map((seed) => drawLuma(SIDE, SIDE, { seed, slopeX: 2, slopeY: 1, noise: 99 }));
    const measure = createMsSsim(SIDE, SIDE);
    const before = measure(a!, b!);
    measure(b!, c!);
    expect(measure(a!, b!)).toBe(before);
  });

  test('has no value under 176 px a side: fewer scales are another measure', () => {
    const plane = new Uint8Array(175 * 300);
    expect(createMsSsim(175, 300)(plane, plane)).toBeNull();
    expect(createMsSsim(300, 175)(plane, plane)).toBeNull();
  });
});
