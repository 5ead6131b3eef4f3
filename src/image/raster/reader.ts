import sharp from 'sharp';
import { reasonOf } from '../../core/errors.js';
import { ImageError } from '../errors.js';
import type { Integrity, Problem, Structure } from '../facts.js';
import { readWhole } from '../read-whole.js';
import type { Budget, Frame, ImageReader, Outline } from '../reader.js';
import type { ByteSource } from '../source.js';
import { timelineOf } from '../timeline.js';
import { error, type Container, type RasterFormat } from './container.js';
import { decodePages, pageRanges } from './decode.js';
import { inspect } from './inspect.js';

export type { RasterFormat } from './container.js';

// the file is held whole while it is read: 512 MiB of compressed picture is beyond any canvas within the budget
const MAX_FILE_BYTES = 2 ** 29;

/** Opens a PNG, JPEG, WebP or AVIF. Nothing is read yet. */
export function openRaster(source: ByteSource, format: RasterFormat, budget: Budget): ImageReader {
  return new RasterReader(source, format, budget);
}

interface Opened {
  readonly bytes: Buffer;
  readonly container: Container;
  readonly structure: Structure;
}

class RasterReader implements ImageReader {
  readonly #source: ByteSource;
  readonly #format: RasterFormat;
  readonly #budget: Budget;
  #opened: Promise<Opened> | undefined;
  #integrity: Integrity | undefined;

  constructor(source: ByteSource, format: RasterFormat, budget: Budget) {
    this.#source = source;
    this.#format = format;
    this.#budget = budget;
  }

  async structure(): Promise<Structure> {
    return (await this.#open()).structure;
  }

  async outline(): Promise<Outline> {
    const { structure, container } = await this.#open();
    const { problems } = container;
    return { structure, integrity: { complete: !problems.some(isError), problems }, weights: [] };
  }

  /**
   * Decodes what no pass decoded yet. A canvas over budget is not decoded: only what the container shows is known.
   * @throws ImageError `canvas_over_budget` when nothing is known to be wrong, but nothing was decoded either
   */
  async integrity(): Promise<Integrity> {
    if (this.#integrity) return this.#integrity;
    const { problems } = (await this.#open()).container;
    try {
      for await (const frame of this.frames()) void frame;
    } catch (cause) {
      if (!(cause instanceof ImageError)) throw cause;
      const undecodable = cause.code === 'not_decodable';
      if (!undecodable && !problems.some(isError)) throw cause;
      const added = undecodable ? [error('not_decodable', null, cause.message)] : [];
      this.#integrity = { complete: false, problems: [...problems, ...added] };
    }
    return this.#integrity!;
  }

  /** @throws ImageError `canvas_over_budget`; `not_decodable` where not even a part can be shown */
  async *frames(): AsyncGenerator<Frame> {
    const { bytes, container, structure } = await this.#open();
    const { width, height } = structure;
    refuseOverBudget(structure, this.#budget);
    const problems: Problem[] = [...container.problems];
    const frameBytes = 4 * width * height;
    for (const range of pageRanges(structure)) {
      const pages = container.animation ? range : null;
      const { rgba, problem } = await decodePages(bytes, pages, range.count * frameBytes);
      if (problem) problems.push(problem);
      for (let page = 0; page < range.count; page++) {
        yield {
          index: range.first + page,
          rgba: rgba.subarray(page * frameBytes, (page + 1) * frameBytes),
          // what changes from page to page is sharp's knowledge
          changed: { left: 0, top: 0, width, height },
          touched: null,
          drawing: null,
        };
      }
    }
    this.#integrity = { complete: !problems.some(isError), problems };
  }

  #open(): Promise<Opened> {
    return (this.#opened ??= this.#read());
  }

  async #read(): Promise<Opened> {
    const bytes = readWhole(this.#source, MAX_FILE_BYTES);
    const container = inspect(bytes, this.#format);
    const { width, height } = await headerOf(bytes, container);
    const { delaysMs, loopCount } = container.animation ?? { delaysMs: [0], loopCount: null };
    const frames = delaysMs.length;
    if (frames > this.#budget.maxFrames) {
      throw new ImageError('frames_over_budget', `The file has more than ${this.#budget.maxFrames} frames`);
    }
    const { durationMs, fps } = timelineOf(delaysMs);
    const structure = { format: this.#format, width, height, frames, delaysMs, durationMs, fps, loopCount };
    return { bytes, container, structure };
  }
}

function isError({ severity }: Problem): boolean {
  return severity === 'error';
}

/** Size as shown: an EXIF orientation may swap the sides. */
async function headerOf(bytes: Buffer, { problems }: Container): Promise<{ width: number; height: number }> {
  try {
    const { autoOrient } = await sharp(bytes, { failOn: 'none', limitInputPixels: false }).metadata();
    return autoOrient;
  } catch (cause) {
    const reason = [...problems.map(({ message }) => message), reasonOf(cause)].join('; ');
    throw new ImageError('not_decodable', reason, { cause });
  }
}

function refuseOverBudget({ width, height }: Structure, budget: Budget): void {
  if (width * height <= budget.maxCanvasPixels) return;
  throw new ImageError(
    'canvas_over_budget',
    `The canvas of ${width} x ${height} pixels is over the budget of ${budget.maxCanvasPixels} pixels`,
  );
}
