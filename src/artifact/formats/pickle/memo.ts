import { FormatError } from '../../errors.js';
import type { Value } from './values.js';

/** What one remembered value takes of memory, bytes: an entry of the map, and the value. */
const ENTRY = 64;

/** The unpickler's memo: sparse, so that a giant index costs nothing. */
export class Memo {
  readonly #values = new Map<number, Value>();
  readonly #maxEntries: number;

  /** @param maxBytes - that it may take */
  constructor(maxBytes: number) {
    this.#maxEntries = Math.floor(maxBytes / ENTRY);
  }

  /** The index that MEMOIZE puts to: CPython counts entries, so it can be one that is taken. */
  get next(): number {
    return this.#values.size;
  }

  put(index: number, value: Value, at: number): void {
    this.#values.set(index, value);
    if (this.#values.size > this.#maxEntries) {
      const message = `Expected at most ${this.#maxEntries} remembered values, found more`;
      throw new FormatError('pickle_memo_size', at, message);
    }
  }

  get(index: number, at: number, name: string): Value {
    const value = this.#values.get(index);
    if (value === undefined) {
      throw new FormatError('pickle_memo_missing', at, `Expected a remembered value ${index} for ${name}, found none`);
    }
    return value;
  }
}
