const HOUR_MS = 3_600_000;

/** At most so many in any hour, not only in those of the clock. Monotone ms. */
export class HourlyLimit {
  readonly #most: number;
  #taken: number[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  /** Whether there is room; if so it is taken. */
  take(now: number): boolean {
    this.#taken = this.#taken.filter((at) => now - at < HOUR_MS);
    if (this.#taken.length >= this.#most) return false;
    this.#taken.push(now);
    return true;
  }
}
