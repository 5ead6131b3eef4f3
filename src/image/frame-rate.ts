import type { Timeline } from './timeline.js';

/** How many slots of 1000 / fps ms a time has, the last cut short where it does not divide. At least 1. */
export function slotsIn(durationMs: number, fps: number): number {
  // 1e-9: a division that comes out whole stays so whatever its rounding
  return Math.max(1, Math.ceil((durationMs * fps) / 1000 - 1e-9));
}

/**
 * The frames that a lower frame rate keeps: for each slot of 1000 / fps ms the one that begins nearest to the slot's
 * beginning (the earlier of two), once. So there is no more than one a slot, the first is always kept, and a frame is only
 * dropped where frames come faster than the rate: uneven delays that keep to it on the whole lose nothing.
 * @returns indices, ascending
 */
export function framesAtRate({ starts, durationMs }: Timeline, fps: number): number[] {
  // twice the time, so that the middle between two hundredths of a second is whole as well
  const slotAfter = (twiceMs: number): number => Math.floor((twiceMs * fps) / 2000) + 1;
  return [...starts.keys()].filter((index) => {
    if (index === 0) return true;
    const start = starts[index] as number;
    const next = starts[index + 1];
    // the first slot that begins nearer to this frame than to the one before
    const slot = slotAfter((starts[index - 1] as number) + start);
    return next === undefined ? slot * 1000 < durationMs * fps : slot * 2000 <= (start + next) * fps;
  });
}
