import { EngineError } from './errors.js';

export interface GifTiming {
  /** As stored, one an image block. */
  readonly delaysMs: readonly number[];
  /** null = no loop block (plays once), 0 = for ever, n = as stored. */
  readonly loopCount: number | null;
}

const IMAGE = 0x2c;
const EXTENSION = 0x21;
const TRAILER = 0x3b;
const GRAPHIC_CONTROL = 0xf9;
const APPLICATION = 0xff;

/**
 * Puts delays and loop count into a written GIF, in place: sharp's own options stop at 65,535 ms and 65,534 repeats.
 * @throws EngineError `engine_failed` when the file has no field to hold one of them or is no GIF
 */
export function storeTiming(bytes: Uint8Array, { delaysMs, loopCount }: GifTiming): void {
  const written = locateTiming(bytes);
  if (written.delaysMs.length !== delaysMs.length) {
    throw new EngineError(
      'engine_failed',
      `${delaysMs.length} frames were to be written but ${written.delaysMs.length} were`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const [frame, delay] of delaysMs.entries()) {
    const at = written.delayAt[frame] ?? null;
    if (written.delaysMs[frame] === delay) continue;
    if (at === null) throw new EngineError('engine_failed', `Frame ${frame} was written without a delay`);
    view.setUint16(at, delay / 10, true);
  }
  if (written.loopCount === loopCount) return;
  // a still image shows the same however often: programs leave its block out
  if (written.loopAt === null && delaysMs.length === 1) return;
  if (written.loopAt === null || loopCount === null) {
    throw new EngineError('engine_failed', `Loop count ${loopCount} was to be written but ${written.loopCount} was`);
  }
  view.setUint16(written.loopAt, loopCount, true);
}

export interface LocatedTiming extends GifTiming {
  /** Byte offset of each delay; null for a frame without a control block. */
  readonly delayAt: readonly (number | null)[];
  readonly loopAt: number | null;
}

/**
 * Where the blocks of a written GIF keep their delays and loop count (GIF89a sections 18 to 27).
 * @throws EngineError `engine_failed` when it is no GIF
 */
export function locateTiming(bytes: Uint8Array): LocatedTiming {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (Buffer.from(bytes.subarray(0, 3)).toString('latin1') !== 'GIF') throw damaged('it does not begin with "GIF"');
  try {
    return walk(view);
  } catch (error) {
    if (error instanceof RangeError) throw damaged('a block runs past its end', error);
    throw error;
  }
}

function walk(view: DataView): LocatedTiming {
  const delayAt: (number | null)[] = [];
  let control: number | null = null;
  let loopAt: number | null = null;
  let at = 13 + tableBytes(view.getUint8(10));
  // a missing trailer is common and harmless
  while (at < view.byteLength) {
    const introducer = view.getUint8(at);
    if (introducer === TRAILER) break;
    if (introducer === IMAGE) {
      delayAt.push(control);
      control = null;
      // descriptor, local table, LZW code size
      at = skipSubBlocks(view, at + 10 + tableBytes(view.getUint8(at + 9)) + 1);
    } else if (introducer === EXTENSION) {
      const label = view.getUint8(at + 1);
      if (label === GRAPHIC_CONTROL) control = at + 4;
      if (label === APPLICATION) loopAt = loopOf(view, at + 2) ?? loopAt;
      at = skipSubBlocks(view, at + 2);
    } else {
      throw damaged(`byte ${at} begins no block`);
    }
  }
  if (delayAt.length === 0) throw damaged('it has no image');
  return {
    delayAt,
    loopAt,
    delaysMs: delayAt.map((offset) => (offset === null ? 0 : view.getUint16(offset, true) * 10)),
    loopCount: loopAt === null ? null : view.getUint16(loopAt, true),
  };
}

/** Bytes of the colour table that a packed field announces. */
function tableBytes(packed: number): number {
  return packed & 0x80 ? 3 * 2 ** ((packed & 7) + 1) : 0;
}

function skipSubBlocks(view: DataView, start: number): number {
  let at = start;
  for (let length = view.getUint8(at); length > 0; length = view.getUint8(at)) at += length + 1;
  return at + 1;
}

/** Offset of the count. Of several loop blocks the last one counts, as in browsers. */
function loopOf(view: DataView, at: number): number | null {
  if (view.getUint8(at) !== 11) return null;
  const name = Buffer.from(view.buffer, view.byteOffset + at + 1, 11).toString('latin1');
  if (name !== 'NETSCAPE2.0' && name !== 'ANIMEXTS1.0') return null;
  // sub-block of 3 bytes: id 1, then the count
  return view.getUint8(at + 12) === 3 && view.getUint8(at + 13) === 1 ? at + 14 : null;
}

function damaged(what: string, cause?: unknown): EngineError {
  return new EngineError('engine_failed', `What was written cannot be read as a GIF: ${what}`, { cause });
}
