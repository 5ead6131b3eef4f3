import { QuantileWindow, rankOf } from './quantile-window.js';

/**
 * What validation cost on the next better level. Where few subjects come, too few of them are probes to fill a window
 * in time: then the latest ones count, however old, back to the last move.
 */
export class Probes {
  readonly #enough: number;
  readonly #window: QuantileWindow;
  readonly #latest: Float64Array;
  #seen = 0;

  /** @param enough - how many make evidence */
  constructor(windowMs: number, enough: number) {
    this.#enough = enough;
    this.#window = new QuantileWindow(windowMs);
    this.#latest = new Float64Array(enough);
  }

  add(now: number, value: number): void {
    this.#window.add(now, value);
    this.#latest[this.#seen++ % this.#enough] = value;
  }

  count(now: number): number {
    return Math.max(this.#window.count(now), Math.min(this.#seen, this.#enough));
  }

  /** null: there was no probe. */
  mean(now: number): number | null {
    if (this.#isFull(now)) return this.#window.mean(now);
    const latest = this.#ordered();
    return latest.length === 0 ? null : latest.reduce((sum, value) => sum + value, 0) / latest.length;
  }

  /** Nearest rank; null: there was no probe. */
  quantile(now: number, share: number): number | null {
    if (this.#isFull(now)) return this.#window.quantile(now, share);
    const latest = this.#ordered();
    return latest[rankOf(share, latest.length) - 1] ?? null;
  }

  clear(): void {
    this.#window.clear();
    this.#seen = 0;
  }

  #isFull(now: number): boolean {
    return this.#window.count(now) >= this.#enough;
  }

  #ordered(): Float64Array {
    return this.#latest.slice(0, Math.min(this.#seen, this.#enough)).sort();
  }
}
