import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeFolder } from '../core/make-folder.js';
import { relabel } from '../guard/relabel.js';
import { HttpProblem } from './problem.js';

/** Private files of requests: uploads, copies and outputs. For this user alone, bounded together, gone at the end. */
export class Spool {
  readonly folder: string;
  readonly #maxBytes: number;
  #usedBytes = 0;
  #requests = 0;

  private constructor(folder: string, maxBytes: number) {
    this.folder = folder;
    this.#maxBytes = maxBytes;
  }

  static async open(maxBytes: number): Promise<Spool> {
    // mkdtemp makes the folder readable for this user only
    return new Spool(await mkdtemp(join(tmpdir(), 'pressproof-serve-')), maxBytes);
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  /** Makes nothing yet: most requests bring no file. */
  forRequest(): RequestFiles {
    this.#requests += 1;
    return new RequestFiles(
      join(this.folder, String(this.#requests)),
      (bytes) => this.#take(bytes),
      (bytes) => {
        this.#usedBytes -= bytes;
      },
    );
  }

  #take(bytes: number): void {
    if (this.#usedBytes + bytes > this.#maxBytes) {
      const message = `The temporary files of all requests reached server.maxUploadBytes, ${this.#maxBytes} bytes; try again later`;
      throw new HttpProblem(503, 'uploads_full', message, { headers: { 'Retry-After': '5' } });
    }
    this.#usedBytes += bytes;
  }

  async close(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** The files of one request. */
export class RequestFiles {
  readonly #folder: string;
  readonly #take: (bytes: number) => void;
  readonly #giveBack: (bytes: number) => void;
  readonly #names = new Map<string, string>();
  #taken = 0;
  #files = 0;

  constructor(folder: string, take: (bytes: number) => void, giveBack: (bytes: number) => void) {
    this.#folder = folder;
    this.#take = take;
    this.#giveBack = giveBack;
  }

  /** What the user calls them, by path. */
  get names(): ReadonlyMap<string, string> {
    return this.#names;
  }

  /**
   * A place of its own for a file, which keeps the last part of its name: the extension says which format was promised.
   * @param name - what the user calls it
   */
  async place(name: string): Promise<string> {
    this.#files += 1;
    const folder = join(this.#folder, String(this.#files));
    await makeFolder(folder, 0o700);
    const path = join(folder, safeName(name));
    this.#names.set(path, name);
    return path;
  }

  /** Writes chunks to a new file as they come. @throws HttpProblem 503 when there is no room, what the disk says */
  async write(path: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
    const file = await open(path, 'wx', 0o600);
    try {
      for await (const chunk of chunks) {
        this.#take(chunk.length);
        this.#taken += chunk.length;
        await file.writeFile(chunk);
      }
    } finally {
      await file.close();
    }
  }

  /** Plain data in the names of the user. */
  named<T>(data: T): T {
    return relabel(data, this.#names);
  }

  async release(): Promise<void> {
    this.#giveBack(this.#taken);
    this.#taken = 0;
    if (this.#files > 0) await rm(this.#folder, { recursive: true, force: true });
  }
}

/** One component without what some file system refuses; its end is kept, for the extension. */
function safeName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  const plain = last.replaceAll(/[^\p{L}\p{N}._ +-]/gu, '_').slice(-60);
  // 60 characters are at most 240 bytes, of the 255 that file systems take
  return /^\.*$/.test(plain) ? 'file' : plain;
}
