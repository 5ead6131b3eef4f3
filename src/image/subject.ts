import { extname } from 'node:path';
import { reasonOf } from '../core/errors.js';
import { measured, unmeasured, type Measured, type Unmeasured } from '../core/fact.js';
import type { FileRef } from '../core/report.js';
import { DigestedSource } from './digested-source.js';
import { ImageError } from './errors.js';
import type { ImageFormat, Integrity, Pixels, Problem, Structure } from './facts.js';
import { openImage } from './open.js';
import { measurePixels, PixelCensus } from './pixels.js';
import { FrameCursor } from './quality/lockstep.js';
import type { Budget, ImageReader, Outline } from './reader.js';
import { openSource, type ImageInput } from './source.js';

/** What a name promises. Names with other endings promise nothing. */
const FORMAT_OF_EXTENSION: Readonly<Record<string, ImageFormat>> = {
  '.gif': 'gif',
  '.webp': 'webp',
  '.png': 'png',
  '.apng': 'png',
  '.jpg': 'jpeg',
  '.jpeg': 'jpeg',
  '.avif': 'avif',
};

/** Errors that are a judgement on the file itself, not on our means to look at it. */
const VERDICTS_ON_THE_FILE = ['not_found', 'not_a_file', 'empty_file', 'not_an_image', 'not_decodable'];

/** A pass through a subject's frames. */
export interface Pass {
  readonly frames: FrameCursor;
  /** Goes by the frames that are left, so that the subject's integrity is settled, and keeps what was counted. */
  end(): Promise<void>;
}

/** One image file, opened once, measured lazily. */
export class ImageSubject {
  readonly #input: ImageInput;
  readonly #budget: Budget;
  #source: DigestedSource | undefined;
  #reader: ImageReader | undefined;
  #file: Measured<FileRef> | undefined;
  #pixels: Promise<Measured<Pixels>> | undefined;

  constructor(input: ImageInput, budget: Budget) {
    this.#input = input;
    this.#budget = budget;
  }

  get path(): string | null {
    return 'path' in this.#input ? this.#input.path : null;
  }

  /** @throws ImageError when the file cannot be opened */
  source(): DigestedSource {
    return (this.#source ??= new DigestedSource(openSource(this.#input)));
  }

  /** @throws ImageError when the content is no image that we read */
  reader(): ImageReader {
    return (this.#reader ??= openImage(this.source(), this.#budget));
  }

  /** Reads what no other fact took: to be asked for after those that are wanted anyway. */
  file(): Measured<FileRef> {
    return (this.#file ??= attempt(() => {
      const source = this.source();
      return { path: this.path, bytes: source.size, sha256: source.sha256() };
    }));
  }

  /** For the report: what is known of the file, nulls where it could not be read. */
  reference(file: Measured<FileRef>): FileRef {
    return file.measured ? file.value : { path: this.path, bytes: null, sha256: null };
  }

  structure(): Promise<Measured<Structure>> {
    return attemptAsync(() => this.reader().structure());
  }

  outline(): Promise<Measured<Outline>> {
    return attemptAsync(() => this.reader().outline());
  }

  pixels(): Promise<Measured<Pixels>> {
    return (this.#pixels ??= attemptAsync(() => measurePixels(this.reader())));
  }

  /**
   * A pass through the frames for somebody who looks at them, from which the integrity and the pixel facts come too.
   * @param name - for errors
   * @param counted - whether pixel facts are wanted
   * @throws ImageError when the content is no image that we read
   */
  pass(name: string, counted: boolean): Pass {
    const census = counted ? new PixelCensus() : null;
    const frames = new FrameCursor(this.reader(), name);
    if (census) frames.watch((frame) => census.add(frame));
    return {
      frames,
      end: async () => {
        const finished = await attemptAsync(() => frames.finish());
        await frames.close();
        if (census) this.#pixels = Promise.resolve(finished.measured ? measured(census.result()) : finished);
      },
    };
  }

  /**
   * A file that is missing, empty or no image is measured: it is not whole. Only one that cannot be looked at is not.
   * Decodes the file unless a pass did.
   */
  integrity(): Promise<Measured<Integrity>> {
    return this.#integrityBy((reader) => reader.integrity());
  }

  /** The same as far as the blocks tell; nothing is decoded. */
  outlineIntegrity(): Promise<Measured<Integrity>> {
    return this.#integrityBy(async (reader) => (await reader.outline()).integrity);
  }

  async #integrityBy(look: (reader: ImageReader) => Promise<Integrity>): Promise<Measured<Integrity>> {
    try {
      const { complete, problems } = await look(this.reader());
      const { format } = await this.reader().structure();
      return measured({ complete, problems: [...this.#nameProblem(format), ...problems] });
    } catch (error) {
      if (!(error instanceof ImageError)) throw error;
      const named = FORMAT_OF_EXTENSION[this.#extension()];
      const wrongFormat = error.code === 'unsupported_format' && named !== undefined;
      if (!wrongFormat && !VERDICTS_ON_THE_FILE.includes(error.code)) return unmeasured(error.code, error.message);
      return measured({ complete: false, problems: [problemOf(error.code, error.message)] });
    }
  }

  /**
   * Why nothing can be proven by the file's pictures: it is damaged, or could not be looked at. Asked beside
   * `file_integrity`, because that check may not be among those that were chosen.
   */
  async damage(name: 'original' | 'output'): Promise<Unmeasured | undefined> {
    const integrity = await this.integrity();
    if (!integrity.measured) return integrity;
    if (integrity.value.complete) return undefined;
    const first = integrity.value.problems.find(({ severity }) => severity === 'error');
    return unmeasured(`${name}_damaged`, `The ${name} itself is damaged: ${first?.message ?? 'it is not complete'}`);
  }

  /** Whether the file was written to while it was looked at. */
  changed(): boolean {
    return this.#source?.changed() ?? false;
  }

  close(): void {
    this.#source?.close();
  }

  #extension(): string {
    return this.path === null ? '' : extname(this.path).toLowerCase();
  }

  #nameProblem(format: ImageFormat): Problem[] {
    const named = FORMAT_OF_EXTENSION[this.#extension()];
    if (named === undefined || named === format) return [];
    return [problemOf('wrong_format', `The name promises ${named}, the content is ${format}`)];
  }
}

function problemOf(code: string, message: string): Problem {
  return { code, severity: 'error', frame: null, offset: code === 'not_found' ? null : 0, message };
}

/** The value, or why there is none. */
export function attempt<T>(measure: () => T): Measured<T> {
  try {
    return measured(measure());
  } catch (error) {
    return failure(error);
  }
}

export async function attemptAsync<T>(measure: () => Promise<T>): Promise<Measured<T>> {
  try {
    return measured(await measure());
  } catch (error) {
    return failure(error);
  }
}

function failure<T>(error: unknown): Measured<T> {
  return unmeasured(error instanceof ImageError ? error.code : 'reader_failed', reasonOf(error));
}
