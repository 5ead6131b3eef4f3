import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { applyPalette, countColors, paletteOf } from '../../src/engines/palette.js';

const pixel = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.constantFrom(0, 255));
const pictures = fc.array(pixel, { minLength: 1, maxLength: 400 }).map((pixels) => Uint8Array.from(pixels.flat()));

describe('paletteOf', () => {
  test.prop([pictures, fc.integer({ min: 2, max: 256 })])('never has more colours than asked', (rgba, limit) => {
    const reduced = rgba.slice();
    applyPalette(reduced, paletteOf(countColors(rgba), limit));
    expect(countColors(reduced).pixels.size).toBeLessThanOrEqual(limit);
  });

  test.prop([pictures])('changes nothing where the colours fit', (rgba) => {
    const count = countColors(rgba);
    fc.pre(count.pixels.size > 0 && count.pixels.size <= 256);
    const same = rgba.slice();
    applyPalette(same, paletteOf(count, count.pixels.size));
    expect(same).toEqual(rgba);
  });

  test.prop([pictures, fc.integer({ min: 2, max: 16 })])('leaves see-through pixels alone', (rgba, limit) => {
    const reduced = rgba.slice();
    applyPalette(reduced, paletteOf(countColors(rgba), limit));
    for (let at = 0; at < rgba.length; at += 4) {
      expect(reduced[at + 3]).toBe(rgba[at + 3]);
      if (rgba[at + 3] === 0) expect(reduced.subarray(at, at + 3)).toEqual(rgba.subarray(at, at + 3));
    }
  });
});

describe('countColors', () => {
  test('counts visible pixels by colour and see-through ones apart', () => {
    const rgba = Uint8Array.of(1, 2, 3, 255, 9, 9, 9, 0, 1, 2, 3, 255, 4, 5, 6, 255);
    const { pixels, transparent } = countColors(rgba);
    expect([...pixels]).toEqual([
      [0x010203, 2],
      [0x040506, 1],
    ]);
    expect(transparent).toBe(1);
  });

  test('leaves out what looks the same in the frame before', () => {
    const before = Uint8Array.of(1, 2, 3, 255, 7, 7, 7, 0, 8, 8, 8, 255);
    const after = Uint8Array.of(1, 2, 3, 255, 9, 9, 9, 0, 4, 5, 6, 255);
    expect([...countColors(after, before).pixels.keys()]).toEqual([0x040506]);
    expect(countColors(after, before).transparent).toBe(0);
  });
});
