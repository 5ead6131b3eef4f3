import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
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

/** A file, opened once and never followed through a link that was put there meanwhile. */
export class FileSource implements ByteSource {
  readonly name: string;
  readonly size: number;
  readonly #descriptor: number;
  // taken again for every read: one of its own each would cost the system more than the reading
  #buffer = new Uint8Array(WINDOW);
  #window = new Uint8Array(0);
  #start = 0;
  #isOpen = true;

  /** @throws ArtifactError `not_found`, `not_a_file`, `unreadable` */
  constructor(path: string, name: string) {
    this.name = name;
    // a FIFO would wait for its writer for ever
    this.#descriptor = opened(path);
    const stats = fstatSync(this.#descriptor);
    if (!stats.isFile()) {
      this.close();
      throw new ArtifactError('not_a_file', `${path} is not a regular file`);
    }
    this.size = stats.size;
  }

  read(offset: number, length: number): Uint8Array {
    const wanted = Math.max(0, Math.min(length, MAX_READ, this.size - offset));
    const within = offset - this.#start;
    if (within < 0 || within + wanted > this.#window.length) this.#fill(offset, Math.max(wanted, WINDOW));
    const start = offset - this.#start;
    return this.#window.subarray(start, Math.min(start + wanted, this.#window.length));
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    closeSync(this.#descriptor);
  }

  #fill(offset: number, length: number): void {
    const wanted = Math.max(0, Math.min(length, this.size - offset));
    if (wanted > this.#buffer.length) this.#buffer = new Uint8Array(wanted);
    const window = this.#buffer.subarray(0, wanted);
    let filled = 0;
    while (filled < window.length) {
      const read = readSync(this.#descriptor, window, filled, window.length - filled, offset + filled);
      // it was cut meanwhile
      if (read === 0) break;
      filled += read;
    }
    this.#window = window.subarray(0, filled);
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

function opened(path: string): number {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new ArtifactError('not_found', `There is no file ${path}`);
    throw new ArtifactError('unreadable', `${path} cannot be read: ${message}`, { cause: error });
  }
}
