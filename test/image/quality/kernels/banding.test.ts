import { test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { banding } from '../../../../src/image/quality/kernels/index.js';
import { drawLuma, reference, twoPictures } from './samples.js';

const WIDTH = 320;
const HEIGHT = 40;
const ramp = drawn((x) => (x * 255) / WIDTH);

function drawn(levelAt: (x: number, y: number) => number): Uint8Array {
  return Uint8Array.from({ length: WIDTH * HEIGHT }, (_, i) => levelAt(i % WIDTH, Math.floor(i / WIDTH)));
}

/** Rounded to `levels` levels; `threshold` 0..1 moves the rounding from pixel to pixel, as ordered dithering does. */
function reduced(levels: number, threshold: (x: number, y: number) => number): Uint8Array {
  const step = 255 / (levels - 1);
  return drawn((x, y) => Math.round(step * Math.floor(ramp[y * WIDTH + x]! / step + threshold(x, y))));
}

describe('banding', () => {
  test.each(reference.posterised)('agrees with NumPy, place by place, at steps of $step', (sample) => {
    const plane = drawLuma(sample.width, sample.height, sample.original);
    const bands = plane.map((level) => level - (level % sample.step));
    // sums of quarters: exact but for one division and one root
    expect(banding(plane, bands, sample.width, sample.height)).toBeCloseTo(sample.banding, 12);
  });

  test('is about 2 for a grey ramp over 320 pixels in 16 bands, and grows with the height of the steps', () => {
    const values = [64, 16, 8, 4].map(
      (levels) =>
        banding(
          ramp,
          reduced(levels, () => 0.5),
          WIDTH,
          HEIGHT,
        ) ?? NaN,
    );
    expect(values[1]).toBeGreaterThan(1.7);
    expect(values[1]).toBeLessThan(2.5);
    expect(values).toEqual(values.toSorted((a, b) => a - b));
    expect(values[0]).toBeLessThan(0.6);
  });

  test('is small where dithering breaks the contours up', () => {
    const bayer = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5];
    const dithered = reduced(16, (x, y) => (bayer[4 * (y % 4) + (x % 4)]! + 0.5) / 16);
    const plain =
      banding(
        ramp,
        reduced(16, () => 0.5),
        WIDTH,
        HEIGHT,
      ) ?? NaN;
    expect(banding(ramp, dithered, WIDTH, HEIGHT)).toBeLessThan(plain / 5);
  });

  test.prop([twoPictures])('is 0 where the original has every step itself', ({ width, height, a }) => {
    const plane = drawLuma(width, height, a).map((level) => level - (level % 32));
    expect(banding(plane, plane.slice(), width, height)).toBe(0);
  });

  test('sees a false edge in a flat area, once in each direction', () => {
    const flat = new Uint8Array(64).fill(100);
    const edge = flat.map((level, i) => (i % 8 < 4 ? level : level + 10));
    // one place in each of 8 rows and 8 columns; the rows' all have a step of 10
    expect(banding(flat, edge, 8, 8)).toBeCloseTo(Math.sqrt((8 * 100) / 16), 12);
    expect(banding(edge, flat, 8, 8)).toBe(0);
  });

  test('does not exist where no place has a band on both sides', () => {
    expect(banding(new Uint8Array(49), new Uint8Array(49), 7, 7)).toBeNull();
    expect(banding(new Uint8Array(56), new Uint8Array(56), 7, 8)).toBe(0);
  });
});
