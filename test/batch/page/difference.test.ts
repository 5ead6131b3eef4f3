import { expect, test } from 'vitest';
import { differenceOf } from '../../../src/batch/page/difference.js';

const SIZE = { width: 4, height: 2 };

/** A frame of one colour. */
function plain(r: number, g: number, b: number, a = 255): Uint8Array {
  return Uint8Array.from({ length: 4 * SIZE.width * SIZE.height }, (_, at) => [r, g, b, a][at % 4] as number);
}

test('frames that are the same have a black map and no difference', () => {
  expect(differenceOf(plain(9, 8, 7), plain(9, 8, 7), SIZE, SIZE)).toEqual({
    map: new Uint8Array(8),
    largest: 0,
    mean: 0,
  });
});

test('the largest of the channels counts, and small differences are shown brighter', () => {
  const { map, largest, mean } = differenceOf(plain(100, 100, 100), plain(101, 104, 98), SIZE, SIZE);
  expect({ largest, mean }).toEqual({ largest: 4, mean: 4 });
  // the square root of 4 x 255
  expect([...map]).toEqual(Array(8).fill(32));
  expect(differenceOf(plain(0, 0, 0), plain(255, 0, 0), SIZE, SIZE).map[0]).toBe(255);
});

test('a single wrong pixel survives a map of fewer dots', () => {
  const other = plain(10, 10, 10);
  other[4 * 3] = 74;
  const { map, largest, mean } = differenceOf(plain(10, 10, 10), other, SIZE, { width: 2, height: 1 });
  expect([...map]).toEqual([0, Math.round(Math.sqrt(64 * 255))]);
  expect({ largest, mean }).toEqual({ largest: 64, mean: 8 });
});

test('colours of see-through pixels are no difference, their becoming opaque is', () => {
  expect(differenceOf(plain(255, 0, 0, 0), plain(0, 255, 9, 0), SIZE, SIZE).largest).toBe(0);
  expect(differenceOf(plain(0, 0, 0, 0), plain(0, 0, 0, 255), SIZE, SIZE).largest).toBe(255);
});
