/** Longest wait for a recovery, in dwells: a try that fails costs about one, so less than a tenth of the time. */
const MOST_DWELLS = 16;

/**
 * How long nothing may speak against a better level before it is tried: a dwell at first, twice as long after every
 * recovery that did not last, until one has lasted for the longest of these waits.
 */
export class Patience {
  readonly #dwellMs: number;
  readonly #soonMs: number;
  #dwells = 1;

  /** @param windowMs - how long a level takes to show all of what it costs */
  constructor(dwellMs: number, windowMs: number) {
    this.#dwellMs = dwellMs;
    // a recovery can be taken back after a dwell at the earliest, and the window then fills with what speaks against it
    this.#soonMs = dwellMs + windowMs;
  }

  get ms(): number {
    return this.#dwells * this.#dwellMs;
  }

  /** @param lastedMs - how long a level was held that a recovery had led to */
  relapsed(lastedMs: number): void {
    if (lastedMs < this.#soonMs) this.#dwells = Math.min(2 * this.#dwells, MOST_DWELLS);
    else if (lastedMs >= MOST_DWELLS * this.#dwellMs) this.#dwells = 1;
  }
}
