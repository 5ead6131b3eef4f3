import { MAX_READ, type ByteSource } from './byte-source.js';

/** All bytes of a source that was found small enough to be held; fewer where it ends earlier than it said. */
export function readAll(source: ByteSource): Uint8Array {
  const bytes = new Uint8Array(source.size);
  for (let offset = 0; offset < bytes.length;) {
    const piece = source.read(offset, MAX_READ);
    if (piece.length === 0) return bytes.subarray(0, offset);
    bytes.set(piece, offset);
    offset += piece.length;
  }
  return bytes;
}
