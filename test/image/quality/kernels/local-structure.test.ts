import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { createLocalStructure } from '../../../../src/image/quality/kernels/index.js';
import { drawLuma, flipped, twoPictures } from './samples.js';

const WIDTH = 200;
const HEIGHT = 96;

/** Grey paper with a caption of 4 x 4 pixel marks at (x, 40), 60 x 12 pixels; another `text` sets other marks. */
function page(caption: number | null, ink = 20, text = 1): Uint8Array {
  const plane = new Uint8Array(WIDTH * HEIGHT).fill(200);
  if (caption === null) return plane;
  for (let y = 40; y < 52; y++) {
    for (let x = caption; x < caption + 60; x++) {
      const mark = 15 * ((y - 40) >> 2) + ((x - caption) >> 2);
      if ((Math.imul(mark + 100 * text, 2654435761) >>> 13) % 2 === 0) plane[y * WIDTH + x] = ink;
    }
  }
  return plane;
}

const measure = createLocalStructure(WIDTH, HEIGHT);

describe('createLocalStructure', () => {
  test.prop([twoPictures])('is 1 between equal planes or does not exist', ({ width, height, a }) => {
    const plane = drawLuma(width, height, a);
    expect([1, null]).toContain(createLocalStructure(width, height)(plane, plane.slice()));
  });

  test.prop([twoPictures])('stays within -1..1 and does not change under a mirror', ({ width, height, a, b }) => {
    // a picture as wide as a whole number of squares: otherwise the mirror moves the squares
    const [w, h] = [8 * Math.ceil(width / 8), height];
    const [first, second] = [drawLuma(w, h, a), drawLuma(w, h, b)];
    const structure = createLocalStructure(w, h);
    const value = structure(first, second);
    const mirrored = structure(flipped(first, w, 1), flipped(second, w, 1));
    expect(mirrored === null).toBe(value === null);
    if (value === null || mirrored === null) return;
    expect(Math.abs(value)).toBeLessThanOrEqual(1);
    expect(mirrored).toBeCloseTo(value, 6);
  });

  test.prop([fc.integer({ min: 0, max: WIDTH - 60 })])('sees an erased caption anywhere', (at) => {
    expect(measure(page(at), page(null))).toBeLessThan(0.05);
  });

  test('sees a caption in the place of another', () => {
    expect(measure(page(40), page(40, 20, 5))).toBeLessThan(0.3);
  });

  test('lets grain over the caption pass', () => {
    const grainy = page(40).map((level, i) => level + (((i * 2654435761) >>> 24) % 25) - 12);
    expect(measure(page(40), grainy)).toBeGreaterThan(0.8);
  });

  test('does not exist where the original shows nothing, whatever the output shows', () => {
    expect(measure(page(null), page(40))).toBeNull();
    expect(measure(page(40, 190), page(null))).toBeNull();
  });
});
