type Kind = typeof Float64Array | typeof Uint32Array;

/** 4 or 8 KiB: a list that is copied to grow leaves as much behind as it holds, and that is cleared away late. */
const CHUNK = 1024;

/** Numbers of which it is not known how many will come: 4 or 8 bytes each, where a list of JavaScript's takes up to 24. */
export class NumberList<T extends Kind> {
  readonly #kind: T;
  readonly #chunks: InstanceType<T>[] = [];
  #length = 0;

  constructor(kind: T) {
    this.#kind = kind;
  }

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    const at = this.#length++ % CHUNK;
    if (at === 0) this.#chunks.push(new this.#kind(CHUNK) as InstanceType<T>);
    this.#chunks.at(-1)![at] = value;
  }

  /** All of them in one piece. */
  values(): InstanceType<T> {
    const values = new this.#kind(this.#length) as InstanceType<T>;
    for (const [index, chunk] of this.#chunks.entries()) {
      const start = index * CHUNK;
      values.set(chunk.subarray(0, this.#length - start), start);
    }
    return values;
  }
}
