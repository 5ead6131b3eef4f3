import { ArtifactError } from '../errors.js';
import type { Tensor } from '../formats/format.js';
import type { ByteSource } from '../source/byte-source.js';
import type { ChunkReader, Tally } from './chunk.js';
import type { Span } from './spans.js';

/** Bytes of one chunk: readers that count patterns of bits have some work for each, and a processor still caches it. */
const CHUNK_BYTES = 2 ** 20;

/** What typed arrays of up to 64 bits need of the place where they begin. */
const ALIGNMENT = 8;

/** Where a chunk goes that does not lie at a multiple of 8: one for all of them. */
let aligned = new Uint8Array(0);

/** Of one tensor. */
export interface Scan {
  readonly source: ByteSource;
  readonly tensor: Tensor;
  readonly reader: ChunkReader;
  /** Within the tensor, in whole units. */
  readonly spans: readonly Span[];
  /** Told of every chunk; false: no further one is read. */
  readonly onBytes: (bytes: number) => boolean;
}

/**
 * Adds what lies in some parts of a tensor to its tally; nothing else is kept.
 * @returns bytes that were read
 * @throws ArtifactError `cut_meanwhile` when the source ends before the tensor does
 */
export function scanTensor({ source, tensor, reader, spans, onBytes }: Scan, tally: Tally): number {
  let read = 0;
  const step = Math.max(reader.unit, CHUNK_BYTES - (CHUNK_BYTES % reader.unit));
  for (const { start, bytes } of spans) {
    for (let at = start; at < start + bytes; at += step) {
      const wanted = Math.min(step, start + bytes - at);
      const chunk = source.read(tensor.offset + at, wanted);
      if (chunk.length < wanted) throw new ArtifactError('cut_meanwhile', `${source.name} ends within its data`);
      reader.add(atMultiple(chunk), at, tally);
      read += wanted;
      if (!onBytes(wanted)) return read;
    }
  }
  return read;
}

/** The chunk itself where typed arrays can be laid over it, else a copy that they can be laid over. */
function atMultiple(chunk: Uint8Array): Uint8Array {
  if (chunk.byteOffset % ALIGNMENT === 0) return chunk;
  if (aligned.length < chunk.length) aligned = new Uint8Array(chunk.length);
  aligned.set(chunk);
  return aligned.subarray(0, chunk.length);
}
