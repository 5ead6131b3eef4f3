import { expect, test } from 'vitest';
import fc from 'fast-check';
import { shownDelayMs, timelineOf } from '../../src/image/timeline.js';

test('stored delays under 20 ms play as 100 ms, others as they are, long ones without a cap', () => {
  expect([0, 10, 19, 20, 30, 655_350].map(shownDelayMs)).toEqual([100, 100, 100, 20, 30, 655_350]);
});

test('a still image lasts 0 ms at 0 fps whatever its delay says', () => {
  expect(timelineOf([5000])).toEqual({ starts: [0], durationMs: 0, fps: 0 });
});

test('twelve frames of 100 ms are 1200 ms at 10 fps', () => {
  expect(timelineOf(Array.from({ length: 12 }, () => 100))).toMatchObject({ durationMs: 1200, fps: 10 });
});

test('each frame starts where the one before ends', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(65_535), { minLength: 2, maxLength: 50 }), (delays) => {
      const { starts, durationMs } = timelineOf(delays);
      for (const [index, delay] of delays.entries()) {
        expect((starts[index + 1] ?? durationMs) - (starts[index] as number)).toBe(shownDelayMs(delay));
      }
    }),
  );
});
