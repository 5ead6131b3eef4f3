import type { FormatName } from '../formats/format.js';

/** What a model keeps of each token while it writes, from what its own files say. */
export interface Sequence {
  readonly layers: number;
  /** Numbers kept for each token, keys and values of all layers together. */
  readonly keptPerToken: number;
  /** How that number comes about, e.g. `22 layers x 4 heads x (64 + 64)`. */
  readonly arithmetic: string;
  /** Tokens that it was made for; null: not said. */
  readonly contextLength: number | null;
  /** Tokens that it can write; null: not said. */
  readonly vocabulary: number | null;
  /** Where this is said. */
  readonly from: string;
}

/** What the memory of a model follows from. */
export interface ModelSize {
  /** A folder may hold a model several times over; whoever loads it loads one format, and the largest counts. */
  readonly format: FormatName;
  /** Formats beside it. */
  readonly others: readonly FormatName[];
  readonly tensors: number;
  readonly weightBytes: number;
  /** Bytes by type of element: how the weights are quantised. */
  readonly dtypes: Readonly<Record<string, number>>;
  /** null: nothing is kept from token to token, or nobody knows; `unknown` tells the two apart. */
  readonly sequence: Sequence | null;
  /** What takes memory too and is not said by the files: with any of these, the sum is a lower bound. */
  readonly unknown: readonly string[];
}

/** What a model takes beside its weights. */
export type Work = Pick<ModelSize, 'sequence' | 'unknown'>;
