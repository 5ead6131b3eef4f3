import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { EngineError } from '../../src/engines/errors.js';
import { planFrames } from '../../src/engines/frame-plan.js';
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
