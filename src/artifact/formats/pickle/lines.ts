import type { Cursor } from '../../source/cursor.js';

/** Bytes of a line that are kept: longer ones are no name, no index, and no text that anybody asks for. */
const KEPT = 2 ** 13;
const STEP = 2 ** 13;
const LINE_FEED = 0x0a;

export interface Line {
  /** Without its line feed; of a longer one the first KEPT bytes. */
  readonly bytes: Uint8Array;
  /** Whether a line feed ends it; else the file does, and unpicklers take its last byte for the line feed. */
  readonly isWhole: boolean;
}

/** Reads up to and with a line feed. */
export function readLine(cursor: Cursor): Line {
  let kept = new Uint8Array(0);
  for (;;) {
    const piece = cursor.peek(STEP);
    if (piece.length === 0) return { bytes: kept.subarray(0, -1), isWhole: false };
    const end = piece.indexOf(LINE_FEED);
    if (kept.length < KEPT) kept = Buffer.concat([kept, piece.subarray(0, end < 0 ? piece.length : end)]);
    cursor.skip(end < 0 ? piece.length : end + 1, 'A line');
    if (end >= 0) return { bytes: kept, isWhole: true };
  }
}
