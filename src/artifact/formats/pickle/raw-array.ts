import type { Encoding } from '../format.js';
import type { Element } from './dtypes.js';
import type { Made } from './values.js';

/** An array of numpy whose numbers lie in the file. */
export interface RawArray {
  readonly made: Made;
  readonly element: Element;
  readonly shape: readonly number[];
  /** Its first byte in the file, and how many there are. */
  readonly offset: number;
  readonly bytes: number;
  /** As in Tensor. */
  readonly encoding?: Encoding;
}
