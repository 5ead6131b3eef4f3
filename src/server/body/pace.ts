/** How long a body may pause before its pace counts: connections of phones stall for some seconds. */
export const PACE_WINDOW_MS = 5000;

/** Tells a body that is sent to hold a connection from one that is slow. Time is monotone ms. */
export class Pace {
  readonly #leastBytes: number;
  #windowStarted: number;
  #windowBytes = 0;

  /** @param minBytesPerSecond - 0: any pace will do */
  constructor(minBytesPerSecond: number, now: number) {
    this.#leastBytes = (minBytesPerSecond * PACE_WINDOW_MS) / 1000;
    this.#windowStarted = now;
  }

  add(bytes: number): void {
    this.#windowBytes += bytes;
  }

  /** To be asked now and then. */
  isTooSlow(now: number): boolean {
    if (now - this.#windowStarted < PACE_WINDOW_MS) return false;
    const tooSlow = this.#windowBytes < this.#leastBytes;
    this.#windowStarted = now;
    this.#windowBytes = 0;
    return tooSlow;
  }
}
