/** Bytes read and to be read, told to another thread through shared memory. */
export class Progress {
  readonly #counts: BigUint64Array | null;

  /** @param shared - two BigUint64: read, to be read; null: nobody watches */
  constructor(shared: SharedArrayBuffer | null) {
    this.#counts = shared && new BigUint64Array(shared);
  }

  /**
   * So many more are to be read. Said before the first byte, of everything that will read: a total that grows on the way
   * is none.
   * @param bytes - less than 0: fewer than was said
   */
  expect(bytes: number): void {
    if (this.#counts) Atomics.add(this.#counts, 1, BigInt(bytes));
  }

  add(bytes: number): void {
    if (this.#counts) Atomics.add(this.#counts, 0, BigInt(bytes));
  }
}
