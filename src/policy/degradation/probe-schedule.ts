/** One subject in as many is tried at the better level: under the 5 % that a 95th percentile leaves out. */
export const PROBE_EVERY = 24;

/** Which subjects are done at the next better level: every so many, and one a while where few come. */
export class ProbeSchedule {
  readonly #longestMs: number;
  #passed = 0;
  #probedAt: number;

  /** @param longestMs - over 0; after it the next subject is one, however few came since */
  constructor(longestMs: number, now: number) {
    this.#longestMs = longestMs;
    this.#probedAt = now;
  }

  isDue(now: number): boolean {
    this.#passed++;
    if (this.#passed < PROBE_EVERY && now - this.#probedAt < this.#longestMs) return false;
    this.restart(now);
    return true;
  }

  restart(now: number): void {
    this.#passed = 0;
    this.#probedAt = now;
  }
}
