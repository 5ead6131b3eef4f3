import { FormatError } from '../../errors.js';
import type { Keys } from './key.js';

/** Where the file does not say. */
const DEFAULT = 32;
/** 2 MiB, the largest page that a file is mapped by; more would be room for something else. */
const MOST = 2 ** 21;
/** By the specification. */
const LEAST = 8;
const NAME = 'general.alignment';

/**
 * Bytes that the data and every tensor begin at a multiple of.
 * @throws FormatError where the file says something that is none: where the data lies is not known then
 */
export function alignmentOf(keys: Keys): number {
  const key = keys.get(NAME);
  if (!key) return DEFAULT;
  const { type, list, typeAt, valueAt, value } = key;
  if (type !== 'u32') {
    const found = list ? `a list of ${list.type}` : type;
    throw new FormatError('gguf_alignment_type', typeAt, `Expected the alignment as u32, found ${found}`, NAME);
  }
  const alignment = Number(value);
  if (alignment >= LEAST && alignment <= MOST && Number.isInteger(Math.log2(alignment))) return alignment;
  const message = `Expected an alignment that is a power of 2 from ${LEAST} to ${MOST}, found ${alignment}`;
  throw new FormatError('gguf_alignment', valueAt, message, NAME);
}
