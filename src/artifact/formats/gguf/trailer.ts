import type { ByteSource } from '../../source/byte-source.js';
import { contentOf } from '../../source/content-of.js';
import type { Notes } from './notes.js';
import type { Data } from './data.js';

/** Read at once. */
const CHUNK = 2 ** 16;
/** Bytes behind the data in which something is looked for. */
const LOOKED_AT = 2 ** 24;

/**
 * What lies behind the last tensor: padding up to the alignment belongs there, which some writers leave out, and nothing
 * else.
 * @param end - byte behind the last tensor
 */
export function judgeEnd(source: ByteSource, end: number, { start, alignment, size }: Data, notes: Notes): void {
  const whole = start + Math.ceil((end - start) / alignment) * alignment;
  if (size < whole) {
    const message = `Expected padding up to byte ${whole}, found the end of the file at byte ${size}`;
    notes.warning('end_padding', { offset: size, part: null }, message);
  }
  if (size > whole) noteTrailer(source, whole, notes);
  const filled = firstNonZero(source, end, Math.min(whole, size));
  if (filled !== null) notePadding(filled, notes);
}

/**
 * Gaps between tensors that something could hide in; those of the usual alignment of 32 have room for nothing.
 * @param gaps - first byte and byte behind
 */
export function judgeGaps(source: ByteSource, gaps: Iterable<readonly [number, number]>, notes: Notes): void {
  for (const [from, to] of gaps) {
    if (to - from < ROOM) continue;
    const filled = firstNonZero(source, from, to);
    if (filled !== null) return notePadding(filled, notes);
  }
}

/** Bytes below which a gap has room for nothing that runs. */
const ROOM = 64;

function notePadding(offset: number, notes: Notes): void {
  notes.warning('padding', { offset, part: null }, 'Expected zeros between tensors, found other bytes', 'safety');
}

function noteTrailer(source: ByteSource, from: number, notes: Notes): void {
  const bytes = source.size - from;
  const first = firstNonZero(source, from, Math.min(source.size, from + LOOKED_AT));
  const place = { offset: from, part: null };
  const message = `Expected the end of the file behind the last tensor, found ${bytes} more bytes`;
  if (first === null) return notes.warning('trailing_bytes', place, `${message} that begin with zeros`);
  const kind = contentOf(source.read(first, 16));
  if (kind) notes.error('trailing_content', { offset: first, part: null }, `${message}: ${kind}`, 'safety');
  else notes.warning('trailing_bytes', place, message);
}

function firstNonZero(source: ByteSource, from: number, to: number): number | null {
  for (let at = from; at < to;) {
    const chunk = source.read(at, Math.min(CHUNK, to - at));
    if (chunk.length === 0) return null;
    const within = chunk.findIndex((byte) => byte !== 0);
    if (within >= 0) return at + within;
    at += chunk.length;
  }
  return null;
}
