/** Half the width of a class, relative: a quantile is told to 1 %. */
const RELATIVE_ERROR = 0.01;
const GROWTH = Math.log((1 + RELATIVE_ERROR) / (1 - RELATIVE_ERROR));
/** Smaller values are told as 0; no clock here is finer, ms. */
const LEAST = 0.001;

/**
 * How many values lie where, in classes that grow geometrically: constant memory (1,500 classes from a microsecond to
 * a month). Source: DDSketch, Masson, Rim and Lee 2019 (VLDB 12), section 2.
 */
export class Histogram {
  readonly #classes = new Map<number, number>();
  #count = 0;

  /** @param value - at least 0 */
  add(value: number): void {
    const index = value <= LEAST ? 0 : Math.ceil(Math.log(value / LEAST) / GROWTH);
    this.#classes.set(index, (this.#classes.get(index) ?? 0) + 1);
    this.#count += 1;
  }

  get count(): number {
    return this.#count;
  }

  /**
   * Between which two numbers the value of a rank lies.
   * @param rank - 1 for the least to `count` for the greatest
   */
  at(rank: number): { readonly from: number; readonly to: number } {
    let left = rank;
    for (const index of [...this.#classes.keys()].sort((a, b) => a - b)) {
      left -= this.#classes.get(index)!;
      if (left <= 0) return { from: lowerEnd(index), to: LEAST * Math.exp(index * GROWTH) };
    }
    return { from: 0, to: 0 };
  }
}

function lowerEnd(index: number): number {
  return index === 0 ? 0 : LEAST * Math.exp((index - 1) * GROWTH);
}
