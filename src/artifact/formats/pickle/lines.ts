import { FormatError } from '../../errors.js';
import type { Cursor } from '../../source/cursor.js';

/** Bytes of one line: names and numbers are short, and a text of protocol 0 may be a document. */
const LONGEST_LINE = 2 ** 20;
const STEP = 2 ** 10;
const LINE_FEED = 0x0a;

export interface Line {
  readonly bytes: Uint8Array;
  /** Whether a line feed ends it; else the file does, and unpicklers take its last byte for the line feed. */
  readonly isWhole: boolean;
}

/**
 * Bytes up to a line feed, without it.
 * @throws FormatError `pickle_line_too_long`
 */
export function readLine(cursor: Cursor, name: string): Line {
  const start = cursor.position;
  const pieces: Uint8Array[] = [];
  while (cursor.position - start <= LONGEST_LINE) {
    const piece = cursor.peek(STEP);
    if (piece.length === 0) return { bytes: Buffer.concat(pieces).subarray(0, -1), isWhole: false };
    const end = piece.indexOf(LINE_FEED);
    pieces.push(piece.slice(0, end < 0 ? piece.length : end));
    cursor.skip(end < 0 ? piece.length : end + 1, name);
    if (end >= 0) return { bytes: pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces), isWhole: true };
  }
  const expected = `a line of ${name} of at most ${LONGEST_LINE} bytes`;
  throw new FormatError('pickle_line_too_long', start, `Expected ${expected}, found a longer one`);
}
