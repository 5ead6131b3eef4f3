import type { BusboyConstructor, BusboyInstance } from '@fastify/busboy';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { reasonOf } from '../../core/errors.js';
import { HttpProblem } from '../problem.js';
import type { RequestFiles } from '../spool.js';
import { MAX_OUTPUTS } from '../schemas/request.js';
import { MAX_JSON_BYTES, parseJson } from './json.js';

/** The part that holds what a body of JSON would. */
export const REQUEST_PART = 'request';

/** A part of a form, in a file of ours. */
export interface Upload {
  readonly path: string;
}

export interface Form {
  readonly request: unknown;
  /** By the name of the part. */
  readonly uploads: ReadonlyMap<string, Upload>;
}

/**
 * Reads multipart/form-data as it comes: one part `request` with JSON, every other part a file, which goes to disk.
 * @throws HttpProblem
 */
export async function readForm(
  Busboy: BusboyConstructor,
  { headers }: IncomingMessage,
  chunks: AsyncIterable<Buffer>,
  files: RequestFiles,
): Promise<Form> {
  const parser = open(Busboy, headers);
  const form = new Gathering(parser, files);
  try {
    for await (const chunk of chunks) {
      if (!parser.write(chunk)) await form.orFails(once(parser, 'drain'));
      form.refuse();
    }
    const finished = once(parser, 'finish');
    parser.end();
    await form.orFails(finished);
    return await form.complete();
  } catch (error) {
    throw error instanceof HttpProblem || isSystem(error) ? error : invalidForm(reasonOf(error), error);
  } finally {
    parser.destroy();
    await form.stop();
  }
}

function open(Busboy: BusboyConstructor, headers: IncomingMessage['headers']): BusboyInstance {
  try {
    return new Busboy({
      headers: { ...headers, 'content-type': headers['content-type'] ?? '' },
      isPartAFile: (name) => name !== REQUEST_PART,
      limits: {
        // an original, its outputs
        files: MAX_OUTPUTS + 1,
        fields: 1,
        fieldNameSize: 100,
        fieldSize: MAX_JSON_BYTES,
        // Content-Disposition, Content-Type and what some clients add
        headerPairs: 20,
        headerSize: 8192,
      },
    });
  } catch (error) {
    throw invalidForm(reasonOf(error), error);
  }
}

/** What came so far. The first thing that goes wrong ends it. */
class Gathering {
  readonly #uploads = new Map<string, Upload>();
  readonly #writing: Promise<void>[] = [];
  readonly #streams: Readable[] = [];
  readonly #failed: Promise<never>;
  #fail!: (error: unknown) => void;
  #failure: unknown = null;
  #request: string | null = null;

  constructor(parser: BusboyInstance, files: RequestFiles) {
    this.#failed = new Promise<never>((_, reject) => {
      this.#fail = (error) => {
        this.#failure ??= error;
        reject(error as Error);
      };
    });
    // it may come while nobody waits; refuse() tells it then
    this.#failed.catch(() => undefined);
    parser.on('error', (error) => this.#fail(error));
    parser.on('field', (_, value, __, truncated) => {
      if (truncated) this.#fail(invalidForm(`its part ${REQUEST_PART} is over ${MAX_JSON_BYTES} bytes`));
      this.#request = value;
    });
    parser.on('fieldsLimit', () => this.#fail(invalidForm(`it has more than one part ${REQUEST_PART}`)));
    parser.on('filesLimit', () => this.#fail(invalidForm(`it has more than ${MAX_OUTPUTS + 1} files`)));
    parser.on('file', (part, stream, name) => {
      this.#streams.push(stream);
      // whoever reads it gets the error; one that nobody reads any more would end the process, unheard
      stream.on('error', () => undefined);
      this.#writing.push(this.#keep(part, stream, name, files).catch((error: unknown) => this.#fail(error)));
    });
  }

  async orFails<T>(work: Promise<T>): Promise<T> {
    return await Promise.race([work, this.#failed]);
  }

  refuse(): void {
    if (this.#failure !== null) throw this.#failure as Error;
  }

  async complete(): Promise<Form> {
    await this.settled();
    this.refuse();
    if (this.#request === null) throw invalidForm(`it has no part ${REQUEST_PART} with JSON`);
    return { request: parseJson(Buffer.from(this.#request)), uploads: this.#uploads };
  }

  /** Nothing is written any more, and whatever was to come does not. */
  async stop(): Promise<void> {
    for (const stream of this.#streams) stream.destroy();
    await this.settled();
  }

  async settled(): Promise<void> {
    await Promise.all(this.#writing);
  }

  async #keep(part: string | undefined, stream: Readable, name: string | undefined, files: RequestFiles) {
    if (part === undefined) throw invalidForm('it has a part without a name');
    if (this.#uploads.has(part)) throw invalidForm(`it has two parts ${JSON.stringify(part)}`);
    // before anything is waited for: a second one of that name comes at once
    const upload = { path: '' };
    this.#uploads.set(part, upload);
    upload.path = await files.place(name ?? part);
    await files.write(upload.path, stream);
  }
}

function invalidForm(why: string, cause?: unknown): HttpProblem {
  return new HttpProblem(400, 'invalid_form', `The form cannot be read: ${why}`, { cause });
}

function isSystem(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}
