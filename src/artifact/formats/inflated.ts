import { constants, unzipSync } from 'node:zlib';
import { reasonOf } from '../../core/errors.js';
import { FormatError } from '../errors.js';
import { MemorySource, SliceSource, type ByteSource } from '../source/byte-source.js';
import { readAll } from '../source/read-all.js';

/** What gzip, zlib and so joblib.dump(..., compress=3) write: method deflate, a window of 32 KiB. In hex. */
const BEGINNING = /^(1f8b08|78(01|5e|9c|da))/;

/** Compressed bytes that a beginning is told by: they become at most 1032 times as many, 4 MiB (zlib, maximum expansion). */
const HEAD = 2 ** 12;

/** Whether the content begins like a gzip or zlib stream: two or three bytes say that, so nothing is certain. */
export function looksDeflated(source: ByteSource): boolean {
  return BEGINNING.test(Buffer.from(source.read(0, 3)).toString('hex'));
}

/** How the content of a gzip or zlib stream begins; null: it is none. */
export function inflatedHead(source: ByteSource): ByteSource | null {
  if (!looksDeflated(source)) return null;
  try {
    const head = readAll(new SliceSource(source, 0, HEAD));
    return new MemorySource(unzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH }), source.name);
  } catch (error) {
    // text can begin with the same two letters, and other streams can follow the first one
    if (error instanceof Error) return null;
    throw error;
  }
}

/**
 * The content of a gzip or zlib stream, under a name of its own: its bytes are not those of the file.
 * @param most - bytes that it may have and become
 * @returns null: they are more
 * @throws FormatError `deflate_broken`, `deflate_trailing_bytes`
 */
export function inflated(source: ByteSource, most: number): ByteSource | null {
  if (source.size > most) return null;
  const { buffer, engine } = unzipped(readAll(source), most) ?? { buffer: null, engine: null };
  if (buffer === null) return null;
  if (engine.bytesWritten === source.size) return new MemorySource(buffer, `${source.name}!content`);
  const message = `Expected the stream to end with the file, found its end after ${engine.bytesWritten} of ${source.size} bytes`;
  throw new FormatError('deflate_trailing_bytes', engine.bytesWritten, message);
}

interface Unzipped {
  readonly buffer: Buffer;
  /** Its `bytesWritten` are those that it was given and used. */
  readonly engine: { readonly bytesWritten: number };
}

/** null: it becomes more. */
function unzipped(held: Uint8Array, most: number): Unzipped | null {
  try {
    return unzipSync(held, { maxOutputLength: most, info: true }) as unknown as Unzipped;
  } catch (error) {
    if (error instanceof RangeError) return null;
    const message = `Expected deflated data, found what cannot be: ${reasonOf(error)}`;
    throw new FormatError('deflate_broken', 0, message);
  }
}
