import { framesAtRate } from '../image/frame-rate.js';
import { timelineOf } from '../image/timeline.js';
import { capability } from './capabilities.js';
import type { CompressParameters } from './engine.js';
import { EngineError } from './errors.js';

const BY_RATIO = capability({
  operation: 'frame_reduction',
  parameter: 'frameRatio',
  range: { min: 0, max: 1 },
  typical: [0.5],
  note: 'Evenly spread; dropped frames give their time to the one before',
});

const BY_RATE = capability({
  operation: 'frame_reduction',
  parameter: 'fps',
  // no viewer shows a GIF faster: see image/timeline.ts
  range: { min: 0, max: 50 },
  // not in the default plan: what is slower already would only be kept, and frameRatio tries the same
  note: 'At most so many frames a second, as evenly as they come; dropped frames give their time to the one before',
});

/** What every engine that drops frames by this plan can do. */
export const FRAME_REDUCTION = [BY_RATIO, BY_RATE] as const;

/** Which frames stay, and for how long each is then stored to be shown. Same length, in order. */
export interface FramePlan {
  readonly kept: readonly number[];
  readonly delaysMs: readonly number[];
}

// the delay field of a graphic control extension is 16 bits of centiseconds (GIF89a, section 23)
const LONGEST_DELAY_MS = 655_350;

/**
 * The frames that are asked for; null when all are.
 * @param delaysMs - as stored, one a frame, at least one
 * @throws EngineError `engine_failed` when a frame would have to stay longer than a GIF can say
 */
export function planAsked(
  delaysMs: readonly number[],
  { frameRatio, fps }: Pick<CompressParameters, 'frameRatio' | 'fps'>,
): FramePlan | null {
  if (frameRatio !== undefined) return planFrames(delaysMs, frameRatio);
  return fps === undefined ? null : planRate(delaysMs, fps);
}

/**
 * Keeps at most one frame for each slot of 1000 / fps ms (see framesAtRate); the animation plays exactly as long as before,
 * and each kept frame comes when it came.
 * @param delaysMs - as stored, one a frame, at least one
 * @param fps - above 0
 * @throws EngineError as planFrames
 */
export function planRate(delaysMs: readonly number[], fps: number): FramePlan {
  return holding(framesAtRate(timelineOf(delaysMs), fps), delaysMs);
}

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
  return holding(kept, delaysMs);
}

function holding(kept: readonly number[], delaysMs: readonly number[]): FramePlan {
  const groups = kept.map((from, index) => delaysMs.slice(from, kept[index + 1] ?? delaysMs.length));
  return { kept, delaysMs: groups.map(heldMs) };
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
