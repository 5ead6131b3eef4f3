import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { createColorDifference, lumaOf } from '../../../../src/image/quality/kernels/index.js';
import { createPairDifference } from '../../../../src/image/quality/kernels/pair-cache.js';
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
      expect(value).toEqual({ mean: 0, p95: 0, p99: 0, max: 0, over2: 0, over5: 0, over10: 0 });
    },
  );

  test.prop([twoPictures, fc.integer({ min: 1, max: 9 })])(
    'is symmetric, with ordered percentiles and shares',
    ({ width, height, a, b }, block) => {
      const [first, second] = [drawRgb(width, height, a), drawRgb(width, height, b)];
      const measure = createColorDifference();
      const value = measure(first, second, width, height, block);
      expect(measure(second, first, width, height, block).mean).toBeCloseTo(value.mean, 9);
      expect(value.p95).toBeLessThanOrEqual(value.p99);
      expect(value.p99).toBeLessThanOrEqual(value.max);
      expect(value.over10).toBeLessThanOrEqual(value.over5);
      expect(value.over5).toBeLessThanOrEqual(value.over2);
      expect(value.over2).toBeLessThanOrEqual(1);
    },
  );

  test.prop([twoPictures])('does not change when both pictures are mirrored', ({ width, height, a, b }) => {
    const [first, second] = [drawRgb(width, height, a), drawRgb(width, height, b)];
    const measure = createColorDifference();
    const value = measure(first, second, width, height, 1);
    const mirrored = measure(flipped(first, width, 3), flipped(second, width, 3), width, height, 1);
    expect(mirrored.mean).toBeCloseTo(value.mean, 9);
    expect({ ...mirrored, mean: 0 }).toEqual({ ...value, mean: 0 });
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
    const luma = new Float32Array(1);
    expect(lumaOf(yellow, luma)[0]).toBe(lumaOf(blue, new Float32Array(1))[0]);
    const value = createColorDifference()(yellow, blue, 1, 1, 1);
    expect(value.mean).toBeGreaterThan(40);
    expect(value.over10).toBe(1);
  });

  test('counts shares strictly above their thresholds', () => {
    // grey levels 100 and 102 are under 1 apart, 100 and 107 between 2 and 5, 100 and 140 above 10
    const one = new Uint8Array(12).fill(100);
    const other = Uint8Array.of(100, 100, 100, 102, 102, 102, 107, 107, 107, 140, 140, 140);
    const { over2, over5, over10 } = createColorDifference()(one, other, 4, 1, 1);
    expect([over2, over5, over10]).toEqual([0.5, 0.25, 0.25]);
  });
});

describe('createPairDifference', () => {
  test('remembers nothing wrong, also where pairs push each other out', () => {
    const remembering = createPairDifference();
    // 150,000 pairs over 65,536 slots, half of them with one first colour and half with one second: slots change hands
    // between pairs that share a colour, then the early pairs are asked again
    const common = 0x336699;
    const pairs = Array.from({ length: 150_000 }, (_, i) => {
      const other = Math.imul(i + 1, 2654435761) >>> 8;
      return i % 2 === 0 ? ([common, other] as const) : ([other, common] as const);
    });
    for (const [first, second] of pairs) remembering(first, second);
    for (const [first, second] of pairs.slice(0, 2000)) {
      const value = remembering(first, second);
      expect(value).toBe(createFresh(first, second));
      expect(remembering(first, second)).toBe(value);
    }
  });
});

function createFresh(first: number, second: number): number {
  const rgb = (color: number): Uint8Array => Uint8Array.of(color >> 16, (color >> 8) & 255, color & 255);
  // a block of one pixel goes round the cache
  return createColorDifference()(rgb(first), rgb(second), 1, 1, 2).max;
}
