import { expect, test } from 'vitest';
import type { MeasuredPair } from '../../../src/batch/page/picture.js';
import { shownFrames } from '../../../src/batch/page/shown-frames.js';

function pairs(count: number, of: (index: number) => Partial<MeasuredPair> = () => ({})): MeasuredPair[] {
  return Array.from({ length: count }, (_, index) => ({
    original: index,
    output: index,
    timeMs: index * 100,
    ssim: 0.99,
    deltaE: 1,
    ...of(index),
  }));
}
const indices = (shown: readonly MeasuredPair[]) => shown.map(({ original }) => original);

test('a few frames are all shown', () => {
  expect(indices(shownFrames(pairs(5), 12))).toEqual([0, 1, 2, 3, 4]);
  expect(shownFrames([], 12)).toEqual([]);
});

test('of many, the first, the worst by either measure, and others evenly spread, in order and once each', () => {
  const shown = indices(
    shownFrames(
      pairs(1000, (index) => (index === 437 ? { ssim: 0.2 } : index === 901 ? { deltaE: 40 } : {})),
      12,
    ),
  );
  expect(shown).toHaveLength(12);
  expect(shown).toEqual(expect.arrayContaining([0, 437, 901]));
  expect(shown).toEqual([...new Set(shown)].toSorted((a, b) => a - b));
  // no quarter of the animation is left out
  for (const start of [0, 250, 500, 750])
    expect(shown.some((index) => index >= start && index < start + 250)).toBe(true);
});

test('frames that nobody measured are spread evenly', () => {
  const shown = indices(
    shownFrames(
      pairs(13, () => ({ ssim: null, deltaE: null })),
      12,
    ),
  );
  expect(shown).toHaveLength(12);
  expect(new Set(shown).size).toBe(12);
});
