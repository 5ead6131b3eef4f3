import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { EngineError } from '../../src/engines/errors.js';
import { planAsked, planFrames, planRate } from '../../src/engines/frame-plan.js';
import { timelineOf } from '../../src/image/timeline.js';

// 40 frames of 10 s stay below the longest delay of a GIF even if a single one is kept
const delays = fc.array(
  fc.integer({ min: 0, max: 1000 }).map((cs) => cs * 10),
  { minLength: 1, maxLength: 40 },
);
const ratio = fc.double({ min: 0, max: 1, minExcluded: true, noNaN: true });

/** What viewers play, also for a single frame. */
function playedMs(stored: readonly number[]): number {
  return stored.reduce((sum, delay) => sum + timelineOf([delay, 0]).starts[1]!, 0);
}

describe('planFrames', () => {
  test.prop([delays, ratio])('keeps round(n x ratio) frames, at least one', (stored, share) => {
    expect(planFrames(stored, share).kept).toHaveLength(Math.max(1, Math.round(stored.length * share)));
  });

  test.prop([delays, ratio])('keeps the first frame and the order', (stored, share) => {
    const { kept } = planFrames(stored, share);
    expect(kept[0]).toBe(0);
    expect(kept.every((frame, index) => index === 0 || frame > kept[index - 1]!)).toBe(true);
    expect(kept.at(-1)).toBeLessThan(stored.length);
  });

  test.prop([delays, ratio])('spreads evenly: gaps differ by one at most', (stored, share) => {
    const { kept } = planFrames(stored, share);
    const gaps = kept.map((frame, index) => (kept[index + 1] ?? stored.length) - frame);
    expect(Math.max(...gaps) - Math.min(...gaps)).toBeLessThanOrEqual(1);
  });

  test.prop([delays, ratio])('plays exactly as long as before', (stored, share) => {
    expect(playedMs(planFrames(stored, share).delaysMs)).toBe(playedMs(stored));
  });

  test.prop([delays, ratio])('shows each kept frame when it was shown before', (stored, share) => {
    const { kept, delaysMs } = planFrames(stored, share);
    const before = timelineOf([...stored, 0]).starts;
    expect(timelineOf([...delaysMs, 0]).starts.slice(0, -1)).toEqual(kept.map((frame) => before[frame]));
  });

  test.prop([delays])('changes nothing at ratio 1', (stored) => {
    expect(planFrames(stored, 1)).toEqual({ kept: stored.map((_, index) => index), delaysMs: stored });
  });

  test('sums what viewers play: two delays of 0 become 200 ms', () => {
    expect(planFrames([0, 0, 50, 50], 0.5)).toEqual({ kept: [0, 2], delaysMs: [200, 100] });
  });

  test('refuses a frame longer than a GIF can say', () => {
    const stored = [400_000, 400_000];
    expect(() => planFrames(stored, 0.5)).toThrow(EngineError);
    expect(() => planFrames(stored, 0.5)).toThrow('800000 ms');
  });
});

// halves of a rate too, and more than any GIF shows
const rate = fc.integer({ min: 1, max: 120 }).map((halves) => halves / 2);

describe('planRate', () => {
  test.prop([delays, rate])('keeps at most one frame for each slot of 1000 / fps ms', (stored, fps) => {
    expect(planRate(stored, fps).kept.length).toBeLessThanOrEqual(
      Math.max(1, Math.ceil((playedMs(stored) * fps) / 1000)),
    );
  });

  test.prop([delays, rate])('keeps the first frame and the order, and invents none', (stored, fps) => {
    const { kept } = planRate(stored, fps);
    expect(kept[0]).toBe(0);
    expect(kept.every((frame, index) => index === 0 || frame > kept[index - 1]!)).toBe(true);
    expect(kept.at(-1)).toBeLessThan(stored.length);
  });

  test.prop([delays, rate])('plays exactly as long as before, each kept frame when it was shown', (stored, fps) => {
    const { kept, delaysMs } = planRate(stored, fps);
    expect(playedMs(delaysMs)).toBe(playedMs(stored));
    const before = timelineOf([...stored, 0]).starts;
    expect(timelineOf([...delaysMs, 0]).starts.slice(0, -1)).toEqual(kept.map((frame) => before[frame]));
  });

  test.prop([delays, rate])('keeps what begins nearest to the beginning of each slot', (stored, fps) => {
    const { starts, durationMs } = timelineOf(stored);
    const nearest = new Set([0]);
    for (let slot = 1; slot * 1000 < durationMs * fps; slot++) {
      // in units of 1 / fps ms, which are whole or halves, so that ties are ties
      const off = starts.map((start) => Math.abs(start * fps - slot * 1000));
      nearest.add(off.indexOf(Math.min(...off)));
    }
    expect(planRate(stored, fps).kept).toEqual([...nearest]);
  });

  test.prop([delays, rate])('leaves what is slower as it is', (stored, fps) => {
    const slow = stored.map((delay) => Math.max(delay, Math.ceil(100 / fps) * 10));
    expect(planRate(slow, fps)).toEqual({ kept: slow.map((_, index) => index), delaysMs: slow });
  });

  test.each([
    // what cannot be stored evenly: 30 a second
    [[30, 30, 40, 30, 30, 40, 30, 30, 40], 30, [0, 1, 2, 3, 4, 5, 6, 7, 8]],
    [[70, 130, 70, 130], 10, [0, 1, 2, 3]],
    [[130, 70, 130, 70], 10, [0, 1, 2, 3]],
    [[50, 50, 50, 50, 50, 50], 10, [0, 2, 4]],
    [[20, 20, 20, 20, 20, 20, 20, 20, 20, 20], 10, [0, 5]],
    // a burst before a pause
    [[20, 20, 20, 20, 20, 400, 400], 10, [0, 5, 6]],
    [[50, 50], 1, [0]],
  ])('of delays %j at %d a second keeps %j', (stored, fps, kept) => {
    expect(planRate(stored, fps).kept).toEqual(kept);
  });

  test('refuses a frame longer than a GIF can say', () => {
    expect(() => planRate([400_000, 400_000], 0.001)).toThrow('800000 ms');
  });

  test('is asked for by fps, planFrames by frameRatio, and neither by nothing', () => {
    expect(planAsked([50, 50], { fps: 10 })?.kept).toEqual([0]);
    expect(planAsked([50, 50, 50], { frameRatio: 0.67 })?.kept).toEqual([0, 1]);
    expect(planAsked([50, 50], {})).toBeNull();
  });
});
