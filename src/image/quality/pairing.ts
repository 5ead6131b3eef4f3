import type { Timeline } from '../timeline.js';

/** Two frames that should show the same. */
export interface FramePair {
  readonly original: number;
  readonly output: number;
  /** Presentation time in the original, ms. */
  readonly timeMs: number;
}

/** Start and end of frame `index`, ms; the last frame ends with the animation, a still lasts for ever. */
function interval({ starts, durationMs }: Timeline, index: number): [start: number, end: number] {
  if (starts.length === 1) return [0, Number.MAX_VALUE];
  return [starts[index] as number, starts[index + 1] ?? durationMs];
}

/** Index of the frame on screen at `timeMs` (binary search); times beyond the end show the last frame. */
export function frameAt({ starts }: Timeline, timeMs: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] as number) <= timeMs) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The output's clock scaled to the original's length: how long it plays is judged by duration and fps, not here. */
export function scaledTo(output: Timeline, durationMs: number): Timeline {
  if (output.durationMs === 0 || durationMs === 0) return output;
  const scale = durationMs / output.durationMs;
  return { starts: output.starts.map((start) => start * scale), durationMs, fps: output.fps / scale };
}

/**
 * Pairs of the whole of two animations: each frame of either with what the other shows at the middle of its time.
 * The middle, because a delay rounded to hundredths of a second moves edges, but never past the middle of a frame.
 * Ascending in both indices, one at a time: nobody holds the pairs of thousands of frames as objects.
 */
export function* pairByTime(original: Timeline, output: Timeline): Generator<FramePair> {
  const scaled = scaledTo(output, original.durationMs);
  const pairOf = (originalIndex: number, outputIndex: number): FramePair => ({
    original: originalIndex,
    output: outputIndex,
    timeMs: interval(original, originalIndex)[0],
  });
  const shownWith = (index: number): number => frameAt(scaled, middle(original, index));
  // of the original's frames, which are met in their order: what the output shows at their times never goes back
  let next = 0;
  for (let index = 0; index < scaled.starts.length; index++) {
    const shown = frameAt(original, middle(scaled, index));
    if (shown < next) yield pairOf(shown, index);
    for (; next < original.starts.length && shownWith(next) === index; next++) yield pairOf(next, index);
    if (shown >= next) yield pairOf(shown, index);
  }
  // an output without a frame: what cannot be decoded is found by the walk
  for (; next < original.starts.length; next++) yield pairOf(next, 0);
}

/** How much of the original one kept frame stands for, where frames were dropped on purpose. */
export interface Slot {
  readonly frames: number;
  readonly ms: number;
}

/**
 * The slot of a frame ratio. One frame fewer than asked for is within every allowance (but not one of two), so where there
 * are fewer, gaps may be as wide as that makes them.
 * @param outputs - frames that the output has
 */
export function slotOf({ starts, durationMs }: Timeline, ratio: number, outputs: number): Slot {
  const asked = Math.max(1, Math.floor(starts.length * ratio));
  const kept = asked > 2 && outputs < asked ? asked - 1 : asked;
  return { frames: Math.ceil(starts.length / kept), ms: durationMs / kept };
}

/**
 * Choices where frames were dropped on purpose: each output frame with the original frames whose middle lies within its
 * time. A lawful drop keeps one of them; which one is the engine's choice. But a frame that is on screen for two slots
 * or more must resemble the original in each, or the animation stands still where it should not: its choices are even
 * parts of its time. Slots count in frames and in time, whichever are fewer, since engines drop by either; the longest
 * picture, however long a pause it is, takes one.
 * @returns non-empty choices, each of one output frame, ascending in both indices
 */
export function* choicesByTime(original: Timeline, output: Timeline, slot: Slot): Generator<FramePair[]> {
  const scaled = scaledTo(output, original.durationMs);
  for (const index of scaled.starts.keys()) {
    const [start, end] = interval(scaled, index);
    const candidates = candidatesIn(original, start, end).map((candidate) => ({
      original: candidate,
      output: index,
      timeMs: interval(original, candidate)[0],
    }));
    // delays are whole milliseconds, their scale is not
    const slotsIn = (ms: number): number => Math.floor((ms + 1) / slot.ms);
    const until = Math.min(end, original.durationMs);
    let longest = 0;
    for (const candidate of candidates) {
      const [from, to] = interval(original, candidate.original);
      longest = Math.max(longest, Math.min(to, until) - Math.max(from, start));
    }
    const inTime = Math.min(slotsIn(until - start), 1 + slotsIn(until - start - longest));
    yield* evenParts(candidates, Math.min(Math.floor(candidates.length / slot.frames), inTime));
  }
}

/** Original frames that an output frame on screen from `start` to `end` may stand for. */
function candidatesIn(original: Timeline, start: number, end: number): number[] {
  const first = frameAt(original, start);
  const last = Math.max(first, frameAt(original, Math.min(end, original.durationMs) - 1e-6));
  const candidates: number[] = [];
  for (let candidate = first; candidate <= last; candidate += 1) {
    const middleOf = middle(original, candidate);
    // the frame on screen at the start always counts: it may be longer than the output frame
    if (candidate === first || (middleOf >= start && middleOf < end)) candidates.push(candidate);
  }
  return candidates;
}

/** A list cut into `count` parts (at least 1, at most one an item) whose lengths differ by at most 1. */
export function evenParts<T>(list: readonly T[], count: number): T[][] {
  const parts = Math.max(1, Math.min(count, list.length));
  const edge = (part: number): number => Math.floor((part * list.length) / parts);
  return Array.from({ length: parts }, (_, part) => list.slice(edge(part), edge(part + 1)));
}

/** Frame k with frame k: what the pairs would be if the output's clock were right. Only for equal counts. */
export function* pairInOrder(original: Timeline): Generator<FramePair> {
  for (const [index, timeMs] of original.starts.entries()) yield { original: index, output: index, timeMs };
}

function middle(timeline: Timeline, index: number): number {
  const [start, end] = interval(timeline, index);
  return end === Number.MAX_VALUE ? 0 : (start + end) / 2;
}
