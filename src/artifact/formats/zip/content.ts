import { crc32, inflateRawSync } from 'node:zlib';
import { reasonOf } from '../../../core/errors.js';
import { FormatError } from '../../errors.js';
import { MAX_READ, MemorySource, SliceSource, type ByteSource } from '../../source/byte-source.js';
import { readAll } from '../../source/read-all.js';
import { STORED, type Member } from './entry.js';

/**
 * The content of a member, within memory of its true size: what is stored is read where it lies.
 * @param maxBytes - that it may become, and that may be held
 * @throws FormatError `zip_too_large`, `zip_deflate`, `zip_size`
 */
export function contentOf(source: ByteSource, member: Member, maxBytes: number): ByteSource {
  const { name, data, compressed, size, method, at } = member;
  const title = `${source.name}!${name}`;
  if (method === STORED) return new SliceSource(source, data, size, title);
  if (size > maxBytes || compressed > maxBytes) throw tooLarge(member, maxBytes);
  const held = readAll(new SliceSource(source, data, compressed));
  const { buffer, engine } = inflated(held, member);
  if (engine.bytesWritten !== compressed) {
    const message = `Expected the compressed data to fill ${compressed} bytes, found its end after ${engine.bytesWritten}`;
    throw new FormatError('zip_deflate', data + engine.bytesWritten, message, name);
  }
  if (buffer.length !== size) {
    throw new FormatError('zip_size', at, `Expected ${size} bytes, found ${buffer.length}`, name);
  }
  return new MemorySource(buffer, title);
}

/** Of a member that is not inflated. @param most - bytes that compressed members may become */
export function tooLarge({ name, at, size }: Member, most: number): FormatError {
  const message = `Expected compressed members of at most ${most} bytes in all, found ${size} more`;
  return new FormatError('zip_too_large', at, message, name);
}

interface Inflated {
  readonly buffer: Buffer;
  /** Its `bytesWritten` are those that it was given and used. */
  readonly engine: { readonly bytesWritten: number };
}

function inflated(held: Uint8Array, { name, data, at, size }: Member): Inflated {
  try {
    // a length of 0 cannot be asked for
    const options = { maxOutputLength: Math.max(1, size), info: true };
    return inflateRawSync(held, options) as unknown as Inflated;
  } catch (error) {
    if (error instanceof RangeError) {
      throw new FormatError('zip_size', at, `Expected ${size} bytes, found more when inflated`, name);
    }
    throw new FormatError(
      'zip_deflate',
      data,
      `Expected deflated data, found what cannot be: ${reasonOf(error)}`,
      name,
    );
  }
}

/** Reads it through. @throws FormatError `zip_crc` */
export function checkSum(content: ByteSource, { name, crc, data }: Member, signal?: AbortSignal): void {
  let sum = 0;
  for (let offset = 0; offset < content.size;) {
    signal?.throwIfAborted();
    const piece = content.read(offset, MAX_READ);
    if (piece.length === 0) break;
    sum = crc32(piece, sum);
    offset += piece.length;
  }
  if (sum === crc) return;
  const found = sum.toString(16).padStart(8, '0');
  const expected = crc.toString(16).padStart(8, '0');
  throw new FormatError('zip_crc', data, `Expected the checksum ${expected} of the content, found ${found}`, name);
}
