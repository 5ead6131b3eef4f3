import { RegularFile } from '../../core/regular-file.js';
import { ArtifactError } from '../errors.js';

/** Random access to bytes without ever holding all of them. Offsets and lengths are bytes; files end below 2^53. */
export interface ByteSource {
  /** As problems call it: relative to the artifact, archive members behind `!`. */
  readonly name: string;
  readonly size: number;
  /**
   * Bytes from `offset`, fewer only where the source ends. Valid until the next call: copy what is kept.
   * @param length - at most MAX_READ
   */
  read(offset: number, length: number): Uint8Array;
}

/** Most bytes of one read: whoever needs more reads on. */
export const MAX_READ = 2 ** 22;

/** Bytes read ahead at once: a header's fields are some bytes each, and a read of the disk takes as long for 64 KiB. */
const WINDOW = 2 ** 16;

/** A file, opened once. */
export class FileSource implements ByteSource {
  readonly name: string;
  readonly #file: RegularFile;
  // taken again for every read: one of its own each would cost the system more than the reading
  #buffer = new Uint8Array(WINDOW);
  #window = new Uint8Array(0);
  #start = 0;

  /**
   * @param identity - of the file that was found before, as `identityOf`; default: whichever lies there
   * @throws ArtifactError `not_found`, `not_a_file`, `unreadable`; `file_changed` where another file lies there by now
   */
  constructor(path: string, name: string, identity?: string) {
    this.name = name;
    this.#file = new RegularFile(path, ArtifactError);
    if (identity === undefined || identity === this.#file.identity) return;
    this.close();
    throw new ArtifactError('file_changed', `${path}: was written to or replaced while it was looked at`);
  }

  get size(): number {
    return this.#file.size;
  }

  read(offset: number, length: number): Uint8Array {
    const wanted = Math.max(0, Math.min(length, MAX_READ, this.size - offset));
    const within = offset - this.#start;
    if (within < 0 || within + wanted > this.#window.length) this.#fill(offset, Math.max(wanted, WINDOW));
    const start = offset - this.#start;
    return this.#window.subarray(start, Math.min(start + wanted, this.#window.length));
  }

  close(): void {
    this.#file.close();
  }

  #fill(offset: number, length: number): void {
    const wanted = Math.max(0, Math.min(length, this.size - offset));
    if (wanted > this.#buffer.length) this.#buffer = new Uint8Array(wanted);
    const window = this.#buffer.subarray(0, wanted);
    // fewer where it was cut meanwhile
    this.#window = window.subarray(0, this.#file.read(window, offset));
    this.#start = offset;
  }
}

/** A part of another source, such as a stored archive member. Its offsets begin at 0. */
export class SliceSource implements ByteSource {
  readonly name: string;
  readonly size: number;
  readonly #of: ByteSource;
  readonly #start: number;

  /** @param name - default: that of the source */
  constructor(of: ByteSource, start: number, size: number, name = of.name) {
    this.name = name;
    this.size = Math.max(0, Math.min(size, of.size - start));
    this.#of = of;
    this.#start = start;
  }

  read(offset: number, length: number): Uint8Array {
    return this.#of.read(this.#start + offset, Math.max(0, Math.min(length, this.size - offset)));
  }
}

/** Bytes that are in memory already, such as an inflated member. */
export class MemorySource implements ByteSource {
  readonly name: string;
  readonly size: number;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array, name: string) {
    this.name = name;
    this.size = bytes.length;
    this.#bytes = bytes;
  }

  read(offset: number, length: number): Uint8Array {
    return this.#bytes.subarray(offset, offset + Math.min(length, MAX_READ));
  }
}
