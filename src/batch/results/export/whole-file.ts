import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { temporaryBeside } from '../../../core/temporary.js';

/** Characters that are gathered before they are written: some hundred rows, as many as one write should take. */
const CHUNK = 256 * 1024;

/** A file that is written beside its place and put there whole, or never. */
export class WholeFile {
  readonly #place: string;
  readonly #beside: string;
  readonly #file: FileHandle;
  #waiting: string[] = [];
  #length = 0;
  #bytes = 0;

  private constructor(place: string, beside: string, file: FileHandle) {
    this.#place = place;
    this.#beside = beside;
    this.#file = file;
  }

  /** @throws what the operating system refuses; so do the methods */
  static async create(place: string): Promise<WholeFile> {
    const beside = temporaryBeside(place, '.tmp');
    return new WholeFile(place, beside, await open(beside, 'wx'));
  }

  /** A promise where the caller has to wait. */
  text(text: string): Promise<void> | void {
    this.#waiting.push(text);
    this.#length += text.length;
    return this.#length >= CHUNK ? this.#flush() : undefined;
  }

  async bytes(bytes: Uint8Array): Promise<void> {
    await this.#file.writeFile(bytes);
    this.#bytes += bytes.length;
  }

  /** Returns the size in bytes. */
  async commit(): Promise<number> {
    await this.#flush();
    // a name that survives a power cut must not lead to a file that did not
    await this.#file.sync();
    await this.#file.close();
    await rename(this.#beside, this.#place);
    return this.#bytes;
  }

  /** Harmless after commit. */
  async discard(): Promise<void> {
    await this.#file.close();
    await rm(this.#beside, { force: true });
  }

  async #flush(): Promise<void> {
    const text = this.#waiting.join('');
    this.#waiting = [];
    this.#length = 0;
    await this.bytes(Buffer.from(text));
  }
}
