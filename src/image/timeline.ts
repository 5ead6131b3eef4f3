/** A stored delay under 20 ms plays as 100 ms in every current browser (Chromium, Firefox and WebKit agree since 2012). */
export const SHORTEST_SHOWN_MS = 20;
export const SHOWN_FOR_SHORTER_MS = 100;

/** What a viewer shows for a stored delay, ms. */
export function shownDelayMs(storedMs: number): number {
  return storedMs < SHORTEST_SHOWN_MS ? SHOWN_FOR_SHORTER_MS : storedMs;
}

/** Presentation times of an animation, ms. A still image (0 or 1 frame) lasts 0 ms. */
export interface Timeline {
  /** When each frame appears; starts[0] = 0. */
  readonly starts: readonly number[];
  readonly durationMs: number;
  /** 1000 x frames / durationMs; 0 for a still image. */
  readonly fps: number;
}

export function timelineOf(storedDelaysMs: readonly number[]): Timeline {
  return accumulate(storedDelaysMs, shownDelayMs);
}

/** The same with delays as they are written; a delay of 0 counts as the shortest that can be written, 10 ms. */
export function writtenTimelineOf(storedDelaysMs: readonly number[]): Timeline {
  return accumulate(storedDelaysMs, (delay) => Math.max(10, delay));
}

function accumulate(storedDelaysMs: readonly number[], playedMs: (storedMs: number) => number): Timeline {
  if (storedDelaysMs.length <= 1) return { starts: storedDelaysMs.map(() => 0), durationMs: 0, fps: 0 };
  const starts: number[] = [];
  let clock = 0;
  for (const delay of storedDelaysMs) {
    starts.push(clock);
    clock += playedMs(delay);
  }
  return { starts, durationMs: clock, fps: (1000 * starts.length) / clock };
}
