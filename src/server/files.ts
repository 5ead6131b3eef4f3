import type { FileHandle } from 'node:fs/promises';
import { invalidArgument } from '../core/errors.js';
import type { Form, Upload } from './body/form.js';
import { HttpProblem } from './problem.js';
import type { Roots } from './roots.js';
import type { FileField } from './schemas/request.js';
import type { RequestFiles } from './spool.js';

/**
 * Brings the files of a request together in a folder of ours: what was uploaded is there, what a path names is copied
 * from the file that was opened, so that nothing is judged that was not looked at by its place.
 */
export class RequestSubjects {
  readonly #roots: Roots;
  readonly #files: RequestFiles;
  readonly #uploads: ReadonlyMap<string, Upload>;
  readonly #used = new Set<string>();
  readonly #maxBytes: number;

  constructor(roots: Roots, files: RequestFiles, { uploads }: Pick<Form, 'uploads'>, maxBytes: number) {
    this.#roots = roots;
    this.#files = files;
    this.#uploads = uploads;
    this.#maxBytes = maxBytes;
  }

  /**
   * A file of ours with the bytes that a field means.
   * @param file - undefined: the part that is called like the field
   * @throws UsageError, HttpProblem 400, 403, 404, 413
   */
  async bring(field: string, file: FileField | undefined): Promise<string> {
    if (typeof file !== 'string') return this.#uploaded(field, file);
    const { place, isThere } = await this.#copy(field, file);
    // whoever names it has it, so that it is no finding about a compressor, and nothing to count
    if (!isThere) throw new HttpProblem(404, 'not_found', `There is no file ${JSON.stringify(file)} for ${field}`);
    return place;
  }

  /**
   * A file of ours as `bring` gives it; there is none where a path below a root names no file, since a compressor that
   * made nothing is to be judged for that.
   * @throws UsageError, HttpProblem 400, 403, 413
   */
  async bringOutput(field: string, file: FileField | undefined): Promise<string> {
    return typeof file === 'string' ? (await this.#copy(field, file)).place : this.#uploaded(field, file);
  }

  #uploaded(field: string, file: Exclude<FileField, string> | undefined): string {
    const part = file?.upload ?? field;
    const upload = this.#uploads.get(part);
    if (upload) {
      this.#used.add(part);
      return upload.path;
    }
    if (file === undefined) throw invalidArgument(field, `a path, or a part ${JSON.stringify(field)} of a form,`, file);
    const known = [...this.#uploads.keys()].join(', ') || 'no files';
    throw invalidArgument(`${field}.upload`, `the name of a part of this form (${known})`, file.upload);
  }

  /** A file that was sent for nothing was sent by mistake. @throws UsageError */
  refuseUnused(): void {
    const unused = [...this.#uploads.keys()].find((part) => !this.#used.has(part));
    if (unused !== undefined) throw invalidArgument('the form', 'only files that the request names', unused);
  }

  async #copy(field: string, path: string): Promise<{ place: string; isThere: boolean }> {
    const { asked, handle } = await this.#roots.openFile(field, path);
    try {
      const place = await this.#files.place(asked);
      if (handle) await this.#files.write(place, this.#bounded(field, handle));
      return { place, isThere: handle !== null };
    } finally {
      await handle?.close();
    }
  }

  async *#bounded(field: string, handle: FileHandle): AsyncGenerator<Uint8Array> {
    let total = 0;
    for await (const chunk of handle.createReadStream({ autoClose: false, highWaterMark: 2 ** 20 })) {
      const bytes = chunk as Uint8Array;
      total += bytes.length;
      if (total > this.#maxBytes) {
        const message = `Expected a file of at most ${this.#maxBytes} bytes (server.maxBodyBytes) for ${field}`;
        throw new HttpProblem(413, 'file_too_large', message);
      }
      yield bytes;
    }
  }
}
