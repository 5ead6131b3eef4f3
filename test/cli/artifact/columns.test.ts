import { expect, test } from 'vitest';
import { aligned, shapeText } from '../../../src/cli/artifact/columns.js';

test('columns stand below each other, sizes to the right', () => {
  expect(
    aligned(
      [
        ['a.weight', 'F32', '128\u00a0B'],
        ['bias', 'BF16', '38.3\u00a0kB'],
        ['none', 'I8'],
      ],
      80,
    ),
  ).toEqual(['  a.weight  F32     128\u00a0B', '  bias      BF16  38.3\u00a0kB', '  none      I8']);
});

test('a long last column goes on below itself, and a line is no wider than the terminal', () => {
  expect(aligned([['weights', 'one two three four five six']], 30)).toEqual([
    '  weights  one two three four',
    '           five six',
  ]);
});

test('where there is no room for that, a row is one line', () => {
  expect(aligned([['a name of some length', 'one two three four five']], 30)).toHaveLength(1);
});

test('names hold nothing that a terminal would obey, and are as wide as they are shown', () => {
  expect(
    aligned(
      [
        ['a\u001b[2J\n', 'x'],
        ['b', 'y'],
      ],
      80,
    ),
  ).toEqual([String.raw`  a\u001b[2J   x`, '  b            y']);
});

test('a shape without dimensions is said', () => {
  expect([shapeText([]), shapeText([3, 4])]).toEqual(['a single value', '3 x 4']);
});
