import { SLICES, Slices } from './slices.js';

/** How many there were in the last while, in constant memory. */
export class CountWindow {
  readonly #counts = new Uint32Array(SLICES);
  readonly #slices: Slices;

  /** @param windowMs - over 0 */
  constructor(windowMs: number) {
    this.#slices = new Slices(windowMs, (slice) => {
      this.#counts[slice] = 0;
    });
  }

  /** @param now - monotone, ms */
  add(now: number): void {
    this.#counts[this.#slices.at(now)]!++;
  }

  count(now: number): number {
    this.#slices.at(now);
    return this.#counts.reduce((sum, count) => sum + count, 0);
  }

  /** What the window covers now, ms. */
  spanMs(now: number): number {
    return this.#slices.spanMs(now);
  }

  clear(): void {
    this.#counts.fill(0);
  }
}
