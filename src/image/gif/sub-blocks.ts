import type { ByteWindow } from './window.js';

/** Takes a data sub-block: `bytes` from `start` to `end`, which begin at `position` in the file. Valid during the call. */
export type SubBlockConsumer = (bytes: Uint8Array, start: number, end: number, position: number) => void;

/**
 * Walks data sub-blocks up to and including their terminator (GIF89a sections 15 and 16). A last one that the file cuts
 * is handed over as far as it goes.
 * @returns false when the file ended before the terminator
 */
export function readSubBlocks(window: ByteWindow, consume: SubBlockConsumer): boolean {
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
