import type { ByteWindow } from './window.js';

/** Takes `bytes` from `start` to `end`, which begin at `position` in the file. Valid during the call. */
export type BytesConsumer = (bytes: Uint8Array, start: number, end: number, position: number) => void;

/**
 * Walks data sub-blocks up to and including their terminator (GIF89a sections 15 and 16), and hands over the data of
 * each. A last one that the file cuts is handed over as far as it goes.
 * @returns false when the file ended before the terminator
 */
export function readSubBlocks(window: ByteWindow, consume: BytesConsumer): boolean {
  while (window.has(1)) {
    const length = window.u8();
    if (length === 0) return true;
    const whole = window.has(length);
    const there = whole ? length : window.available;
    const start = window.cursor;
    consume(window.bytes, start, start + there, window.position);
    window.skip(there);
    if (!whole) return false;
  }
  return false;
}

// a length and the most that it can promise
const LARGEST_SUB_BLOCK = 256;

/**
 * The same for data of which there is much: hands over as many whole sub-blocks at once, their lengths included, as
 * the window holds. One that the file cuts comes last.
 * @returns false when the file ended before the terminator
 */
export function readRuns(window: ByteWindow, consume: BytesConsumer): boolean {
  for (;;) {
    const cut = !window.has(LARGEST_SUB_BLOCK);
    const { bytes, cursor, position } = window;
    const filled = cursor + window.available;
    const end = endOfRun(bytes, cursor, filled);
    if (end > cursor) consume(bytes, cursor, end, position);
    window.skip(end - cursor);
    if (bytes[end] === 0 && end < filled) {
      window.skip(1);
      return true;
    }
    if (!cut) continue;
    const left = window.available;
    if (left > 0) consume(bytes, end, filled, position + (end - cursor));
    window.skip(left);
    return false;
  }
}

/** Where the terminator is, or the first sub-block that does not end before `filled`. */
function endOfRun(bytes: Uint8Array, start: number, filled: number): number {
  let at = start;
  while (at < filled) {
    const length = bytes[at]!;
    const next = at + 1 + length;
    if (length === 0 || next > filled) break;
    at = next;
  }
  return at;
}
