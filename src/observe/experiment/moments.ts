import { addToMean } from 'simple-statistics';

/** Count, mean and variance of what was added, in constant memory (Welford 1962, Technometrics 4). */
export class Moments {
  #count = 0;
  #mean = 0;
  #squares = 0;

  add(value: number): void {
    const before = this.#mean;
    this.#mean = addToMean(before, this.#count, value);
    this.#count += 1;
    this.#squares += (value - before) * (value - this.#mean);
  }

  get count(): number {
    return this.#count;
  }

  /** 0 where nothing was added. */
  get mean(): number {
    return this.#mean;
  }

  /** Of the population, as estimated; 0 of fewer than two. */
  get variance(): number {
    return this.#count < 2 ? 0 : this.#squares / (this.#count - 1);
  }
}
