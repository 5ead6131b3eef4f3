import type { OnString, Wrong } from './lists.js';

/** Tokens that are compared; the largest vocabularies have some 260,000. */
const MOST = 2 ** 20;

/**
 * Finds a token that a vocabulary has twice: llama.cpp ends its process over it. Keeps 8 bytes of each, so of two that
 * seem the same nothing is said before they were compared.
 */
export class RepeatedTokens {
  readonly #hashes: Float64Array;

  /** @param count - tokens of the vocabulary */
  constructor(count: number) {
    this.#hashes = new Float64Array(Math.min(count, MOST));
  }

  readonly add: OnString = (index, _, bytes) => {
    const text = asHeld(bytes);
    // empty ones get names of their own
    if (index < this.#hashes.length && text.length > 0) this.#hashes[index] = hashOf(text);
  };

  /** Indexes of two tokens that may be the same, the earliest such second one; null: there are none. */
  candidates(): readonly [number, number] | null {
    const sorted = this.#hashes.toSorted();
    const repeated = new Set(sorted.filter((hash, index) => hash > 0 && hash === sorted[index - 1]));
    if (repeated.size === 0) return null;
    const seen = new Map<number, number>();
    for (const [index, hash] of this.#hashes.entries()) {
      if (!repeated.has(hash)) continue;
      const before = seen.get(hash);
      if (before !== undefined) return [before, index];
      seen.set(hash, index);
    }
    return null;
  }
}

/** Takes two strings out of a list that is gone over once more. */
export class Compared {
  readonly #indexes: readonly [number, number];
  #first: Uint8Array | null = null;
  /** The second one, if it is the same. */
  same: Wrong | null = null;

  constructor(indexes: readonly [number, number]) {
    this.#indexes = indexes;
  }

  readonly add: OnString = (index, offset, bytes) => {
    const [first, second] = this.#indexes;
    if (index === first) this.#first = asHeld(bytes).slice();
    else if (index === second && this.#first && Buffer.compare(this.#first, asHeld(bytes)) === 0) {
      this.same = { index, offset };
    }
  };
}

/** As llama.cpp holds a token: a zero ends it. */
export function asHeld(bytes: Uint8Array): Uint8Array {
  const end = bytes.indexOf(0);
  return end < 0 ? bytes : bytes.subarray(0, end);
}

/** 53 bits: two of FNV-1a with different beginnings. */
function hashOf(bytes: Uint8Array): number {
  let low = 0x811c9dc5;
  let high = 0x2f0b4a87;
  for (let index = 0; index < bytes.length; index += 1) {
    low = Math.imul(low ^ bytes[index]!, 0x01000193);
    high = Math.imul(high ^ bytes[index]!, 0x01000193);
  }
  // from 1: 0 is that of one which was not looked at
  return (high & 0x1fffff) * 2 ** 32 + (low >>> 0) + 1;
}
