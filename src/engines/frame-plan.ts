import { capability } from './capabilities.js';
import { EngineError } from './errors.js';

/** What every engine that drops frames by this plan can do. */
export const FRAME_REDUCTION = capability({
  operation: 'frame_reduction',
  parameter: 'frameRatio',
  range: { min: 0, max: 1 },
  typical: [0.5],
  note: 'Evenly spread; dropped frames give their time to the one before',
});

/** Which frames stay, and for how long each is then stored to be shown. Same length, in order. */
export interface FramePlan {
  readonly kept: readonly number[];
  readonly delaysMs: readonly number[];
}

// the delay field of a graphic control extension is 16 bits of centiseconds (GIF89a, section 23)
const LONGEST_DELAY_MS = 655_350;

/**
 * Keeps round(n x ratio) frames, at least 1, evenly spread, the first always. A dropped frame's time goes to the
 * kept one before it, so the animation plays exactly as long as before.
 * @param delaysMs - as stored, one a frame, at least one
 * @param ratio - above 0, at most 1
 * @throws EngineError `engine_failed` when a frame would have to stay longer than a GIF can say
 */
export function planFrames(delaysMs: readonly number[], ratio: number): FramePlan {
  const total = delaysMs.length;
  const count = Math.max(1, Math.round(total * ratio));
  const kept = Array.from({ length: count }, (_, index) => Math.floor((index * total) / count));
  return { kept, delaysMs: kept.map((from, index) => heldMs(delaysMs.slice(from, kept[index + 1] ?? total))) };
}

/** Stored delay of a frame that stands for itself and the dropped ones after it. */
export function heldMs(group: readonly number[]): number {
  const [alone] = group;
  if (group.length === 1 && alone !== undefined) return alone;
  const held = group.reduce((sum, delay) => sum + playedMs(delay), 0);
  if (held > LONGEST_DELAY_MS) {
    throw new EngineError(
      'engine_failed',
      `A kept frame would have to be shown for ${held} ms, but a GIF frame lasts at most ${LONGEST_DELAY_MS} ms: keep more frames`,
    );
  }
  return held;
}

/** Viewers play a stored delay under 20 ms as 100 ms; what is summed must be what was seen (see image/timeline.ts). */
function playedMs(storedMs: number): number {
  return storedMs < 20 ? 100 : storedMs;
}
