import type { Expectation } from './expectation.js';
import { framesAtRate, slotsIn } from './frame-rate.js';
import { evenParts } from './quality/pairing.js';
import { timelineOf } from './timeline.js';

/** What was asked for, as far as frames are concerned. */
export interface Asking {
  readonly operation: string;
  readonly expectation: Pick<Expectation, 'frameRatio' | 'fps'>;
}

/** How many frames were asked for. */
export interface FramesAsked {
  /** At least 1. */
  readonly exact: number;
  /** The fewest and the most that some way of rounding gives. */
  readonly least: number;
  readonly most: number;
  /** Under 1 where frames were to be dropped; exact is this share of the original's, rounded. */
  readonly ratio: number;
  /**
   * What is shown in the place of each frame that was asked for, cut out of what is known of neighbouring frames.
   * @param first - index of the original's frame that the list begins with
   */
  places<T>(list: readonly T[], first: number): readonly T[][];
}

/** The frame rate that frames were to be dropped to; null where something else was asked for. */
export function rateAsked({ operation, expectation: { frameRatio, fps } }: Asking): number | null {
  return operation === 'frame_reduction' && frameRatio === undefined ? (fps ?? null) : null;
}

/** @param delaysMs - of the original, as stored */
export function framesAsked(asking: Asking, delaysMs: readonly number[]): FramesAsked {
  const fps = rateAsked(asking);
  return fps === null ? byRatio(asking.expectation.frameRatio ?? 1, delaysMs.length) : byRate(fps, delaysMs);
}

function byRatio(ratio: number, frames: number): FramesAsked {
  const exact = Math.max(1, Math.round(frames * ratio));
  return {
    exact,
    least: Math.floor(frames * ratio),
    most: Math.ceil(frames * ratio),
    ratio,
    places: (list) => evenParts(list, Math.round(list.length * (exact / frames))),
  };
}

/** Time x rate where frames come evenly; a pause gives its slots to nobody. */
function byRate(fps: number, delaysMs: readonly number[]): FramesAsked {
  const timeline = timelineOf(delaysMs);
  const kept = framesAtRate(timeline, fps);
  const frames = delaysMs.length;
  const exact = kept.length;
  const standsFor = new Set(kept);
  return {
    exact,
    least: Math.min(exact, Math.floor((timeline.durationMs * fps) / 1000)),
    most: Math.max(exact, Math.min(frames, slotsIn(timeline.durationMs, fps))),
    // a little more, so that frames x ratio is never a little less than it means
    ratio: exact === frames ? 1 : (exact + 1e-6) / frames,
    places: (list, first) => {
      const places: (typeof list)[number][][] = [];
      for (const [index, item] of list.entries()) {
        const place = places.at(-1);
        if (place === undefined || standsFor.has(first + index)) places.push([item]);
        else place.push(item);
      }
      return places;
    },
  };
}
