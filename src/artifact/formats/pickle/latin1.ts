import { MAX_READ, type ByteSource } from '../../source/byte-source.js';
import type { SpelledNumbers } from './values.js';

/** Bytes that a text in UTF-8 spells, each as a character of Latin 1; null: it has others, or is none. */
export function spelledIn(source: ByteSource, { start, length }: SpelledNumbers): number | null {
  const end = start + length;
  let count = 0;
  let isInside = false;
  for (let at = start; at < end;) {
    const piece = source.read(at, Math.min(MAX_READ, end - at));
    if (piece.length === 0) return null;
    for (const byte of piece) {
      if (isInside) {
        if ((byte & 0xc0) !== 0x80) return null;
        isInside = false;
      } else {
        count += 1;
        isInside = byte >= 0x80;
        // U+0080 to U+00FF begin with one of two bytes
        if (isInside && byte !== 0xc2 && byte !== 0xc3) return null;
      }
    }
    at += piece.length;
  }
  return isInside ? null : count;
}
