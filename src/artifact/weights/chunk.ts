/** What is counted of a tensor in one pass over its bytes. Mutable: readers of chunks add to it and allocate nothing. */
export interface Tally {
  /** Values, or scales of blocks, that were looked at. */
  values: number;
  nan: number;
  infinite: number;
  /** Of either sign; of blocks those whose values are all zero. */
  zeros: number;
  /** Of the finite values; Infinity and -Infinity while there is none. */
  min: number;
  max: number;
  /** Of the finite values, in double precision. */
  sum: number;
  /** Byte in the tensor of the first NaN or infinity; -1: there is none. */
  firstBad: number;
}

export function emptyTally(): Tally {
  return { values: 0, nan: 0, infinite: 0, zeros: 0, min: Infinity, max: -Infinity, sum: 0, firstBad: -1 };
}

/**
 * Reads the values of one element type. Formats whose types are their own (blocks of quantised values) have theirs beside
 * their reader; see element-types.ts for those that all share.
 */
export interface ChunkReader {
  /** Bytes of what cannot be cut: of one value, or of one block. */
  readonly unit: number;
  /**
   * What is counted: every value, or of each block its scales. A tensor whose scales are equal is not constant, one whose
   * scales are zero is zero.
   */
  readonly counts: 'values' | 'scales';
  /**
   * Adds a chunk to the tally.
   * @param bytes - whole units, little-endian as files store them; begins at a multiple of 8 in its buffer, so that typed
   *   arrays can be laid over it (the scan sees to that, and that this machine is little-endian)
   * @param at - byte in the tensor where the chunk begins, for `firstBad`
   */
  add(bytes: Uint8Array, at: number, tally: Tally): void;
}

/** The reader of a format's element type as `Tensor.dtype` spells it; null: it has none with NaN or scales. */
export type ChunkReaders = (dtype: string) => ChunkReader | null;
