import { expect, test } from 'vitest';
import { percentile, timingOf } from '../../../src/artifact/inference/timing.js';

test('the first time is cold, and in no percentile', () => {
  expect(timingOf([100, 3, 1, 2])).toEqual({ coldMs: 100, warm: { n: 3, p50Ms: 2, p95Ms: 3 } });
});

test('a single time is cold, and nothing is said of warm ones', () => {
  expect(timingOf([5])).toEqual({ coldMs: 5, warm: null });
});

test.each([
  [0.5, 10],
  [0.95, 19],
  [1, 20],
  [0.01, 1],
])('percentile %d of 1 to 20 is %d: the nearest rank, a time that was measured', (share, value) => {
  expect(
    percentile(
      [...Array(20).keys()].map((index) => 20 - index),
      share,
    ),
  ).toBe(value);
});

test('percentiles order numbers as numbers', () => {
  expect(percentile([10, 9, 100], 0.5)).toBe(10);
});
