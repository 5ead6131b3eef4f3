/** Parts of a sliding window that expire as one: what is in it is up to 11 to 12 parts old. */
export const SLICES = 12;

/** Which part of a sliding window it is now, and which have left it: what lets a window take constant memory. */
export class Slices {
  readonly #sliceMs: number;
  readonly #forget: (slice: number) => void;
  /** Number of the newest slice since time 0. */
  #newest = 0;

  /**
   * @param windowMs - over 0
   * @param forget - called for each slice that has left the window
   */
  constructor(windowMs: number, forget: (slice: number) => void) {
    this.#sliceMs = windowMs / SLICES;
    this.#forget = forget;
  }

  /** What the window covers now, ms: its oldest slices are gone, its newest one has just begun. */
  spanMs(now: number): number {
    return (SLICES - 1) * this.#sliceMs + (now % this.#sliceMs);
  }

  /**
   * @param now - monotone, ms
   * @returns the slice that belongs to now, 0 to 11
   */
  at(now: number): number {
    const newest = Math.floor(now / this.#sliceMs);
    const oldest = Math.max(this.#newest + 1, newest - SLICES + 1);
    for (let number = oldest; number <= newest; number++) this.#forget(number % SLICES);
    this.#newest = Math.max(this.#newest, newest);
    return this.#newest % SLICES;
  }
}
