import { Histogram } from '../../../observe/experiment/histogram.js';
import type { Spread } from './shape.js';

/** Figures as they come in; memory is bounded by the histogram's classes. */
export class Spreading {
  readonly #histogram = new Histogram();
  #sum = 0;

  /** @param value - at least 0; null is not counted */
  add(value: number | null): void {
    if (value === null) return;
    this.#histogram.add(value);
    this.#sum += value;
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
    return from === 0 ? 0 : 2 * from * (to / (from + to));
  }
}
