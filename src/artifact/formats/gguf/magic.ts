import { FormatError } from '../../errors.js';
import type { ByteSource } from '../../source/byte-source.js';
import type { Cursor } from '../../source/cursor.js';

/** GGUF */
export const MAGIC = [0x47, 0x47, 0x55, 0x46] as const;

/** How the files began that ggml had before GGUF. */
const FORMER = ['lmgg', 'fmgg', 'tjgg', 'algg'];

/** Versions that are read: 1 is no longer by anybody, and 4 is none yet. */
const VERSIONS = [2, 3];

/** @throws FormatError where the file is not of this format, or of another version */
export function readVersion(source: ByteSource, cursor: Cursor): number {
  const head = source.read(0, MAGIC.length);
  if (head.length < MAGIC.length || MAGIC.some((byte, index) => head[index] !== byte)) {
    throw new FormatError('gguf_magic', 0, `Expected GGUF as the first four bytes, found ${spoken(head)}`);
  }
  cursor.skip(MAGIC.length, 'The first four bytes');
  const at = cursor.position;
  const version = cursor.u32('The version');
  if (VERSIONS.includes(version)) return version;
  // 00 00 00 03 read the wrong way round
  if (version !== 0 && (version & 0xffff) === 0) {
    const message =
      'Expected a little-endian file, found a version whose bytes are in the other byte order: it was made for big-endian machines';
    throw new FormatError('gguf_byte_order', at, message);
  }
  throw new FormatError('gguf_version', at, `Expected version 2 or 3, found ${version}`);
}

function spoken(head: Uint8Array): string {
  if (head.length < MAGIC.length) return `a file of ${head.length} bytes`;
  const text = Buffer.from(head).toString('latin1');
  if (FORMER.includes(text)) return `${JSON.stringify(text)}: a format of ggml before GGUF`;
  return /^[ -~]*$/.test(text) ? JSON.stringify(text) : `0x${Buffer.from(head).toString('hex')}`;
}
