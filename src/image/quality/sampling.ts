import type { Comparison } from './comparison.js';
import { progressiveRanks, type Weights } from './order.js';
import type { Plan } from './plan.js';
import { firstOf, FULL, TimedSchedule, type Schedule } from './schedule.js';

/** How much of a comparison is wanted. */
export interface Sampling {
  /** All pairs of frames, or the first of the progressive order: see SHARE. */
  readonly level: 'full' | 'sampled';
  /** No comparison begins later, in ms on the clock of `now`, but the first; null: whenever. */
  readonly deadline: number | null;
  readonly now: () => number;
}

/** A quarter of the pairs: decoding, which has to be done in any case, then costs as much again as comparing them. */
export const SHARE = 0.25;

/** Short animations are compared whole: 16 pairs cost about as much as starting to look at them. */
export const FEWEST = 16;

/** What is compared of one plan, walk by walk. */
export class Sampler {
  readonly #sampling: Sampling;
  readonly #count: number;
  #ranks: Uint32Array;
  #timed: TimedSchedule | undefined;

  constructor(plan: Plan, weights: { readonly original: Weights; readonly output: Weights }, sampling: Sampling) {
    const places = plan.length;
    this.#sampling = sampling;
    this.#count = sampling.level === 'full' ? places : Math.min(places, Math.max(FEWEST, Math.ceil(places * SHARE)));
    const everything = this.#count === places && sampling.deadline === null;
    this.#ranks = everything ? new Uint32Array(0) : progressiveRanks(plan, weights.original, weights.output);
  }

  /** For the walk that has to be made in any case. */
  first(): Schedule {
    const { deadline, now } = this.#sampling;
    if (this.#ranks.length === 0) return FULL;
    if (deadline === null) return firstOf(this.#ranks, this.#count);
    return (this.#timed = new TimedSchedule(this.#ranks, { count: this.#count, deadline, now }));
  }

  /** For another walk, when there is time for one that compares at least one more pair; else null. */
  next({ frames }: Comparison): Schedule | null {
    const { deadline, now } = this.#sampling;
    const { each, walking } = this.#timed ?? {};
    if (deadline === null || each === undefined || walking === undefined) return null;
    const missing = this.#count - frames.length;
    if (missing <= 0 || now() + walking + each >= deadline) return null;
    this.#ranks = without(
      frames.map(({ place }) => place),
      this.#ranks,
    );
    return (this.#timed = new TimedSchedule(this.#ranks, { count: missing, deadline, now, each }));
  }
}

/** Ranks of the other places, from 0 in the same order; those of `places` come after all others. */
function without(places: readonly number[], ranks: Uint32Array): Uint32Array {
  const done = new Set(places);
  const order = [...ranks.keys()].filter((place) => !done.has(place)).sort((a, b) => ranks[a]! - ranks[b]!);
  const others = new Uint32Array(ranks.length).fill(ranks.length);
  for (const [rank, place] of order.entries()) others[place] = rank;
  return others;
}

/** What two walks through the same plan compared, as one. */
export function together(one: Comparison, other: Comparison): Comparison {
  return { ...one, frames: [...one.frames, ...other.frames].sort((a, b) => a.place - b.place) };
}

/** Whether everything was measured, also from frame to frame. */
export function isWhole({ frames, places }: Pick<Comparison, 'frames' | 'places'>): boolean {
  return frames.length === places && frames.every(({ flicker }) => flicker !== null);
}
