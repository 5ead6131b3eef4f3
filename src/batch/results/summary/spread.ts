import { Histogram } from '../../../observe/experiment/histogram.js';
import type { Spread } from './shape.js';

/** Figures as they come in; memory is bounded by the histogram's classes. */
export class Spreading {
  readonly #histogram = new Histogram();
  #sum = 0;
  #least = Infinity;
  #most = -Infinity;

  /** @param value - at least 0; null is not counted */
  add(value: number | null): void {
    if (value === null) return;
    this.#histogram.add(value);
    this.#sum += value;
    this.#least = Math.min(this.#least, value);
    this.#most = Math.max(this.#most, value);
  }

  /** null: nothing was counted. */
  spread(): Spread | null {
    const { count } = this.#histogram;
    if (count === 0) return null;
    const [p10, median, p90] = [0.1, 0.5, 0.9].map((share) => this.#quantile(share)) as [number, number, number];
    return { count, mean: this.#sum / count, p10, median, p90 };
  }

  #quantile(share: number): number {
    const { from, to } = this.#histogram.at(Math.ceil(share * this.#histogram.count));
    // the value that is nearest to both ends of its class, relative to them
    const near = from === 0 ? 0 : 2 * from * (to / (from + to));
    // a class has an error, but nothing was under the least or over the most: files that stay as they are have 100 %
    return Math.min(this.#most, Math.max(this.#least, near));
  }
}
