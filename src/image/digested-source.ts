import { createHash } from 'node:crypto';
import type { ByteSource } from './source.js';

/** 256 KiB reads are within 2 % of the largest block's speed. Kept: one for each file would be most of its garbage. */
let block: Uint8Array | undefined;

/** A source whose digest is taken from what others read of it, and reads only what they left. */
export class DigestedSource implements ByteSource {
  readonly path: string | null;
  readonly size: number;
  readonly #source: ByteSource;
  readonly #hash = createHash('sha256');
  /** Bytes from the beginning that are in the hash. */
  #hashed = 0;
  #sha256: string | undefined;

  constructor(source: ByteSource) {
    this.path = source.path;
    this.size = source.size;
    this.#source = source;
  }

  read(target: Uint8Array, position: number): number {
    const got = this.#source.read(target, position);
    const known = this.#hashed - position;
    // neither what was read before nor what lies behind a gap
    if (known >= 0 && known < got && this.#sha256 === undefined) {
      this.#hash.update(target.subarray(known, got));
      this.#hashed += got - known;
    }
    return got;
  }

  /** sha256 of the whole source, hexadecimal. */
  sha256(): string {
    if (this.#sha256 !== undefined) return this.#sha256;
    block ??= new Uint8Array(2 ** 18);
    while (this.read(block, this.#hashed) > 0);
    return (this.#sha256 = this.#hash.digest('hex'));
  }

  changed(): boolean {
    return this.#source.changed();
  }

  close(): void {
    this.#source.close();
  }
}

/** sha256 of a source that nobody else reads, hexadecimal. */
export function digest(source: ByteSource): string {
  return new DigestedSource(source).sha256();
}
