import { expect, test } from 'vitest';
import type { FrameQuality } from '../../../src/image/quality/comparison.js';
import { loneDamage } from '../../../src/image/quality/lone-damage.js';
import { frameQuality } from '../../support/frame-quality.js';

const WHOLE = { deltaE: 0.5, localDeltaE: 4 };
const HURT = { deltaE: 1.5, localDeltaE: 34 };

const found = (...frames: Partial<FrameQuality>[]) =>
  loneDamage(frames.map((figures, place) => frameQuality(place, figures)));

test('the worst area of a frame counts as far as neither neighbour has it', () => {
  expect(found(WHOLE, HURT, { ...WHOLE, localDeltaE: 6 }, WHOLE)).toEqual({ value: 28, frame: 1, count: 2 });
});

test('loss that lasts is none', () => {
  expect(found(WHOLE, HURT, HURT, WHOLE)).toMatchObject({ value: 0 });
});

test('nor is a frame that is off as a whole: a scene whose palette suits it badly', () => {
  expect(found(WHOLE, { ...HURT, deltaE: 34 / 11 }, WHOLE)).toMatchObject({ value: 0 });
});

test.each([
  ['late', [WHOLE, { ...HURT, late: 0.5 }, WHOLE]],
  ['early', [WHOLE, HURT, { ...WHOLE, late: 0, early: 0.5 }]],
])('nor is a frame that comes %s', (_name, frames) => {
  expect(found(...frames)).toMatchObject({ value: 0 });
});

test('nobody knows of frames without both neighbours', () => {
  const nothing = { value: null, frame: null, count: 0 };
  expect(found(HURT, WHOLE)).toEqual(nothing);
  // the step into the last one was not compared
  expect(found(WHOLE, HURT, { ...WHOLE, flicker: null })).toEqual(nothing);
});
