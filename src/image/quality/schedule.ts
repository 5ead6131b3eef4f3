/** Decides, place by place in the order of time, what of a plan is compared. */
export interface Schedule {
  /** Asked once for each place, ascending, when its frames are there. */
  wants(place: number): boolean;
  /** The comparison of the place that was wanted last is over. */
  compared(): void;
}

/** Everything. */
export const FULL: Schedule = { wants: () => true, compared() {} };

/** The first `count` places of the progressive order. */
export function firstOf(ranks: Uint32Array, count: number): Schedule {
  return { wants: (place) => ranks[place]! < count, compared() {} };
}

/** These places. */
export function only(places: readonly number[]): Schedule {
  const wanted = new Set(places);
  return { wants: (place) => wanted.has(place), compared() {} };
}

/** Comparisons from which their cost is learnt before any is left out: the first ones of a process run cold. */
const LEARNT_FROM = 3;

/** Share of the newest comparison in what one is taken to cost: about the last four count. */
const NEWEST = 0.25;

export interface Timing {
  /** Places that are candidates have ranks below it. */
  readonly count: number;
  /** ms on the clock of `now`. */
  readonly deadline: number;
  /** ms, monotone. */
  readonly now: () => number;
  /** What a comparison costs, ms; undefined when none was made yet. */
  readonly each?: number | undefined;
}

/**
 * The first places of the progressive order for which there is time. With every place, the time that is left, less the
 * walk to the end, says how many comparisons fit, and so up to which rank the rest may go: a prefix of the order as
 * nearly as one walk forward allows. Where the cost is not known yet, the first place is compared whatever the time.
 */
export class TimedSchedule implements Schedule {
  readonly #ranks: Uint32Array;
  readonly #timing: Timing;
  readonly #started: number;
  #each: number | undefined;
  #learnt: boolean;
  #compared = 0;
  #comparing = 0;
  #askedAt: number;

  constructor(ranks: Uint32Array, timing: Timing) {
    this.#ranks = ranks;
    this.#timing = timing;
    this.#each = timing.each;
    this.#learnt = timing.each !== undefined;
    this.#started = this.#askedAt = timing.now();
  }

  /** What a comparison costs, ms; undefined when none was made. */
  get each(): number | undefined {
    return this.#each;
  }

  /** Time that went by without a comparison so far, ms. */
  get walking(): number {
    return this.#timing.now() - this.#started - this.#comparing;
  }

  wants(place: number): boolean {
    const { count, deadline, now } = this.#timing;
    this.#askedAt = now();
    const rank = this.#ranks[place]!;
    if (rank >= count) return false;
    if (this.#each === undefined) return true;
    if (this.#askedAt >= deadline) return false;
    return !this.#learnt || rank < this.#reach(place, this.#each);
  }

  compared(): void {
    const spent = this.#timing.now() - this.#askedAt;
    this.#comparing += spent;
    this.#each = this.#each === undefined ? spent : this.#each + NEWEST * (spent - this.#each);
    this.#compared += 1;
    this.#learnt ||= this.#compared >= LEARNT_FROM;
  }

  /** Ranks below it fit into the time that is left; the ranks of what is to come are spread like all. */
  #reach(place: number, each: number): number {
    const left = this.#ranks.length - place;
    const walking = (this.#askedAt - this.#started - this.#comparing) / (place + 1);
    const affordable = (this.#timing.deadline - this.#askedAt - walking * left) / Math.max(each, SMALLEST_MS);
    return (affordable / left) * this.#ranks.length;
  }
}

/** No comparison takes less, whatever a coarse clock says. */
const SMALLEST_MS = 1e-4;
