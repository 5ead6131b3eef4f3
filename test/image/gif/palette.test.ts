import { expect, test } from 'vitest';
import { colorsOf, paletteSize, readPalette } from '../../../src/image/gif/palette.js';

test('three bits promise 2 to 256 entries', () => {
  expect([0, 1, 7, 0xf8].map(paletteSize)).toEqual([2, 4, 256, 2]);
});

test('holds the colours as opaque RGBA in memory order, black beyond its size', () => {
  const { colors, size } = readPalette(Uint8Array.of(9, 9, 1, 2, 3, 4, 5, 6), 2, 2);
  expect(size).toBe(2);
  expect([...new Uint8Array(colors.buffer).subarray(0, 12)]).toEqual([1, 2, 3, 255, 4, 5, 6, 255, 0, 0, 0, 255]);
  expect(colors).toHaveLength(256);
});

test('names each colour once, black for indices beyond the palette, and nothing for the transparent one', () => {
  const palette = readPalette(Uint8Array.of(1, 2, 3, 4, 5, 6, 1, 2, 3, 0, 0, 0), 0, 4);
  const used = (...indices: number[]): Uint8Array => Uint8Array.from({ length: 256 }, (_, i) => +indices.includes(i));
  const named = (flags: Uint8Array, transparent: number): number[] => [
    ...colorsOf(palette, flags, transparent, new Uint32Array(256)),
  ];
  expect(named(used(0, 1, 2), -1)).toEqual([0x010203, 0x040506]);
  expect(named(used(1, 2), 1)).toEqual([0x010203]);
  expect(named(used(2, 3, 200, 255), -1)).toEqual([0x010203, 0]);
  expect(named(used(), -1)).toEqual([]);
});
