import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { createColorDifference, lumaOf } from '../../../../src/image/quality/kernels/index.js';
import { drawRgb, flipped, reference, twoPictures } from './samples.js';

// scikit-image's matrix and white point are rounded to six and five digits, and its greys are not quite neutral: X/Xn is
// off by 2e-5 and Z/Zn by 7e-5. With f' <= 1.5 above black that is 0.015 in a* and 0.02 in b* (500 x and 200 x the change),
// stretched by 1.5 near grey: 0.03 in CIEDE2000. A percentile is rounded up to 0.05 on top.
const MATRIX = 0.03;

describe('createColorDifference', () => {
  const cases = reference.pairs.flatMap((pair) => pair.rgb.colorDifference.map((expected) => ({ ...pair, expected })));

  test.each(cases)(
    'agrees with scikit-image: $name, blocks of $expected.block',
    ({ width, height, a, b, expected }) => {
      const [first, second] = [drawRgb(width, height, a), drawRgb(width, height, b)];
      const value = createColorDifference()(first, second, width, height, expected.block);
      expect(Math.abs(value.mean - expected.mean)).toBeLessThan(MATRIX);
      expect(Math.abs(value.max - expected.max)).toBeLessThan(MATRIX);
      expect(value.p95 - expected.p95).toBeGreaterThan(-MATRIX);
      expect(value.p95 - expected.p95).toBeLessThan(0.05 + MATRIX);
    },
  );

  test.prop([twoPictures, fc.integer({ min: 1, max: 9 })])(
    'is all zeros between equal pictures',
    ({ width, height, a }, block) => {
      const picture = drawRgb(width, height, a);
      const value = createColorDifference()(picture, picture.slice(), width, height, block);
      expect(value).toEqual({ mean: 0, p95: 0, max: 0, worstArea: 0 });
    },
  );

  test.prop([twoPictures, fc.integer({ min: 1, max: 9 })])(
    'is symmetric, and no part is worse than the worst block',
    ({ width, height, a, b }, block) => {
      const [first, second] = [drawRgb(width, height, a), drawRgb(width, height, b)];
      const measure = createColorDifference();
      const value = measure(first, second, width, height, block);
      expect(measure(second, first, width, height, block).mean).toBeCloseTo(value.mean, 9);
      expect(value.p95).toBeLessThanOrEqual(value.max);
      expect(value.worstArea).toBeLessThanOrEqual(value.max + 1e-9);
    },
  );

  test.prop([twoPictures])('does not change when both pictures are mirrored', ({ width, height, a, b }) => {
    const [first, second] = [drawRgb(width, height, a), drawRgb(width, height, b)];
    const measure = createColorDifference();
    const value = measure(first, second, width, height, 1);
    const mirrored = measure(flipped(first, width, 3), flipped(second, width, 3), width, height, 1);
    expect(mirrored.mean).toBeCloseTo(value.mean, 9);
    expect(mirrored.worstArea).toBeCloseTo(value.worstArea, 9);
    expect([mirrored.p95, mirrored.max]).toEqual([value.p95, value.max]);
  });

  test('tells dithering from a cast: blocks average the one out and keep the other', () => {
    const size = 32;
    const grey = new Uint8Array(size * size * 3).fill(120);
    const dithered = grey.map((level, i) => {
      const pixel = Math.floor(i / 3);
      return level + ((pixel + Math.floor(pixel / size)) % 2 === 0 ? 24 : -24);
    });
    const cast = grey.map((level, i) => level + [24, 0, -24][i % 3]!);
    const measure = createColorDifference();
    expect(measure(grey, dithered, size, size, 1).mean).toBeGreaterThan(5);
    expect(measure(grey, dithered, size, size, 8).max).toBe(0);
    expect(measure(grey, cast, size, size, 8).mean).toBeGreaterThan(10);
  });

  test('sees a hue swap that luma cannot', () => {
    const yellow = Uint8Array.of(249, 174, 19);
    const blue = Uint8Array.of(0, 255, 255);
    const luma = new Uint8Array(1);
    expect(lumaOf(yellow, luma)[0]).toBe(lumaOf(blue, new Uint8Array(1))[0]);
    const value = createColorDifference()(yellow, blue, 1, 1, 1);
    expect(value.mean).toBeGreaterThan(40);
  });

  test('finds the one area of a large picture that is wrong, wherever it is', () => {
    const size = 160;
    const grey = new Uint8Array(3 * size * size).fill(200);
    for (const [left, top] of [
      [0, 0],
      [64, 72],
      [136, 136],
    ] as const) {
      const ruined = grey.slice();
      for (let y = top; y < top + 24; y++) ruined.fill(0, 3 * (y * size + left), 3 * (y * size + left + 24));
      const { p95, worstArea, max } = createColorDifference()(grey, ruined, size, size, 8);
      expect(p95).toBe(0);
      expect(worstArea).toBeCloseTo(max, 9);
      expect(worstArea).toBeGreaterThan(50);
    }
  });
});
