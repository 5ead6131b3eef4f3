import { expect, test } from 'vitest';
import { passesOf, rowsBelow } from '../../../src/image/gif/interlace.js';

function storedRows(height: number): number[] {
  return passesOf(height, true).flatMap((pass) =>
    Array.from({ length: rowsBelow(height, pass) }, (_, i) => pass.first + i * pass.step),
  );
}

test('an interlaced image stores its rows in four passes', () => {
  expect(storedRows(11)).toEqual([0, 8, 4, 2, 6, 10, 1, 3, 5, 7, 9]);
});

test('every row is stored exactly once, whatever the height', () => {
  for (let height = 0; height <= 40; height++) {
    expect(storedRows(height).toSorted((a, b) => a - b)).toEqual(Array.from({ length: height }, (_, i) => i));
  }
});

test('a plain image has one pass over all rows', () => {
  expect(passesOf(9, false)).toEqual([{ first: 0, step: 1, before: 0 }]);
  expect(rowsBelow(4, { first: 0, step: 1 })).toBe(4);
});

test('passes that a short image does not reach begin where the next one does', () => {
  expect(passesOf(1, true).map(({ before }) => before)).toEqual([0, 1, 1, 1]);
});
