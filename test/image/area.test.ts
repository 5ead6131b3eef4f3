import { expect, test } from 'vitest';
import { boundsOf, clipTo, NO_AREA } from '../../src/image/area.js';

const AREA = { left: 2, top: 3, width: 4, height: 5 };

test.each([
  ['within the canvas stays', 10, 10, AREA],
  ['over the edges is cut', 5, 4, { left: 2, top: 3, width: 3, height: 1 }],
  ['right of the canvas is none', 2, 10, NO_AREA],
  ['below the canvas is none', 10, 3, NO_AREA],
])('an area %s', (_, width, height, expected) => {
  expect(clipTo(width, height, AREA)).toEqual(expected);
});

test('the bounds hold both areas and no more', () => {
  const other = { left: 0, top: 5, width: 3, height: 9 };
  expect(boundsOf(AREA, other)).toEqual({ left: 0, top: 3, width: 6, height: 11 });
  expect(boundsOf(other, AREA)).toEqual(boundsOf(AREA, other));
});

test('an area without pixels bounds nothing, wherever it is', () => {
  expect(boundsOf(AREA, NO_AREA)).toEqual(AREA);
  expect(boundsOf(NO_AREA, AREA)).toEqual(AREA);
  expect(boundsOf(NO_AREA, NO_AREA)).toEqual(NO_AREA);
});
