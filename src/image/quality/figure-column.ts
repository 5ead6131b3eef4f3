/** Numbers, one a row. Takes memory from the first on that differs from all before: many figures are the same in all frames. */
export class FigureColumn {
  readonly #most: number;
  #first = NaN;
  #values: Float64Array | undefined;

  /** @param most - rows that may come */
  constructor(most: number) {
    this.#most = most;
  }

  /** Rows come in their order. */
  set(row: number, value: number): void {
    if (row === 0) this.#first = value;
    else if (!this.#values && !Object.is(value, this.#first)) {
      this.#values = new Float64Array(this.#most).fill(this.#first, 0, row);
    }
    if (this.#values) this.#values[row] = value;
  }

  at(row: number): number {
    return this.#values ? this.#values[row]! : this.#first;
  }
}
