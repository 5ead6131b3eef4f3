import { ImageError } from './errors.js';
import type { ByteSource } from './source.js';

/**
 * All bytes of a source, for readers that cannot stream.
 * @throws ImageError `unreadable` for more than `limit` bytes
 */
export function readWhole(source: ByteSource, limit: number): Buffer {
  if (source.size > limit) {
    throw new ImageError('unreadable', `The file has ${source.size} bytes; this reader takes at most ${limit}`);
  }
  const bytes = Buffer.alloc(source.size);
  return bytes.subarray(0, source.read(bytes, 0));
}
