import { closeSync, constants, fstatSync, openSync, readSync, type BigIntStats } from 'node:fs';
import { reasonOf, type PressproofError } from './errors.js';
import { mayStandForBytes } from './not-utf8.js';

/** Which error a domain throws for a file that cannot be opened. */
export type FileFailure = new (code: string, message: string, options?: ErrorOptions) => PressproofError;

/** Not ctime: deleting or moving the file leaves what is read as it was. */
const IDENTITY = ['dev', 'ino', 'size', 'mtimeNs'] as const;

/** What tells one state of one file from another: device, inode, size and time of the last write. */
export function identityOf(stats: BigIntStats): string {
  return IDENTITY.map((part) => stats[part]).join(':');
}

/** A regular file, opened once: whoever hashes and whoever decodes it sees the same one. */
export class RegularFile {
  readonly path: string;
  /** Bytes when it was opened. */
  readonly size: number;
  readonly #descriptor: number;
  readonly #opened: BigIntStats;
  #isOpen = true;

  /** @throws Failure `not_found`, `not_a_file`, `unreadable` */
  constructor(path: string, Failure: FileFailure) {
    this.path = path;
    this.#descriptor = openOnce(path, Failure);
    const stats = fstatSync(this.#descriptor, { bigint: true });
    if (!stats.isFile()) {
      this.close();
      throw new Failure('not_a_file', `${path}: is not a regular file`);
    }
    this.size = Number(stats.size);
    this.#opened = stats;
  }

  /** As `identityOf`, when it was opened. */
  get identity(): string {
    return identityOf(this.#opened);
  }

  /** Copies up to `target.length` bytes from `position`; returns how many there were (0 at the end). */
  read(target: Uint8Array, position: number): number {
    let filled = 0;
    while (filled < target.length) {
      const got = readSync(this.#descriptor, target, filled, target.length - filled, position + filled);
      if (got === 0) break;
      filled += got;
    }
    return filled;
  }

  /** Whether somebody wrote to the file since it was opened: what was read may then be half of two files. */
  changed(): boolean {
    const now = fstatSync(this.#descriptor, { bigint: true });
    return IDENTITY.some((part) => now[part] !== this.#opened[part]);
  }

  /** May be called again. */
  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    closeSync(this.#descriptor);
  }
}

function openOnce(path: string, Failure: FileFailure): number {
  try {
    // a named pipe without a writer would block this thread for ever before it can be refused as no regular file
    return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    throw openFailure(path, error, Failure);
  }
}

/** Why a path cannot be opened or looked at, in the words of every domain. */
export function openFailure(path: string, error: unknown, Failure: FileFailure): PressproofError {
  const options = { cause: error };
  const { code } = error as NodeJS.ErrnoException;
  if (code !== 'ENOENT' && code !== 'ENOTDIR') {
    return new Failure('unreadable', `${path}: cannot be opened (${reasonOf(error)})`, options);
  }
  // the file is there under its real name
  if (mayStandForBytes(path)) {
    const message = `${path}: no file of this name; where its real name is not UTF-8, Node.js cannot open it: rename it (convmv -t utf8)`;
    return new Failure('unreadable', message, options);
  }
  return new Failure('not_found', `${path}: no such file`, options);
}
