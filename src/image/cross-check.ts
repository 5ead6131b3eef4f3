import { reasonOf } from '../core/errors.js';
import { ImageError } from './errors.js';
import type { Problem, Structure } from './facts.js';
import { readWhole } from './read-whole.js';
import type { Budget, Frame, ImageReader } from './reader.js';
import type { ByteSource } from './source.js';

/** Where another reader sees something else than ours. */
export interface CrossCheckResult {
  readonly reader: 'sharp' | 'gifuct-js';
  readonly agrees: boolean;
  /** First frame and pixel that differ, both values as RGBA; null when the readers agree or the other failed. */
  readonly first: {
    readonly frame: number;
    readonly x: number;
    readonly y: number;
    readonly ours: readonly number[];
    readonly theirs: readonly number[];
  } | null;
  readonly message: string;
}

// both keep the whole file, and what is larger takes minutes
const MAX_FILE_BYTES = 2 ** 26;

/**
 * Decodes a GIF with sharp and gifuct-js too, frame by frame beside our own reader, until they differ. See-through
 * pixels are alike whatever their colour. Other formats are read through sharp alone: there is no second opinion.
 * @throws ImageError when our own reader finds no image of this format
 */
export async function crossCheck(reader: ImageReader, source: ByteSource, budget: Budget): Promise<CrossCheckResult[]> {
  const structure = await reader.structure();
  if (structure.format !== 'gif') return [];
  const others = opinions(source, structure);
  try {
    if (structure.width * structure.height > budget.maxCanvasPixels) throw overBudget(structure, budget);
    for await (const frame of reader.frames()) {
      for (const other of others) await other.meet(frame);
      if (others.every(({ settled }) => settled)) break;
    }
    for (const other of others) await other.finish();
  } catch (cause) {
    if (!(cause instanceof ImageError)) throw cause;
    for (const other of others) other.fail(`not compared: ${cause.message}`);
  } finally {
    for (const other of others) await other.close();
  }
  return others.map((other) => other.result());
}

/** Disagreements as problems of the file: warnings, because the other readers err more often than ours. */
export async function crossCheckProblems(
  reader: ImageReader,
  source: ByteSource,
  budget: Budget,
): Promise<readonly Problem[]> {
  const results = await crossCheck(reader, source, budget);
  return results
    .filter(({ agrees }) => !agrees)
    .map(({ first, message }) => ({
      code: 'readers_disagree',
      severity: 'warning',
      frame: first?.frame ?? null,
      offset: null,
      message,
    }));
}

function opinions(source: ByteSource, structure: Structure): Opinion[] {
  const { width, height } = structure;
  return [
    new Opinion('sharp', structure, async function* () {
      const { sharpFrames } = await import('./second-opinion/sharp.js');
      yield* sharpFrames(readWhole(source, MAX_FILE_BYTES));
    }),
    new Opinion('gifuct-js', structure, async function* () {
      const { gifuctFrames } = await import('./second-opinion/gifuct.js');
      yield* gifuctFrames(readWhole(source, MAX_FILE_BYTES), width, height);
    }),
  ];
}

/** One other reader, a frame at a time, until it differs from ours, fails or ends. */
class Opinion {
  readonly #reader: CrossCheckResult['reader'];
  readonly #structure: Structure;
  readonly #open: () => AsyncGenerator<Uint8Array>;
  #frames: AsyncGenerator<Uint8Array> | undefined;
  #result: CrossCheckResult | undefined;
  #met = 0;

  constructor(reader: CrossCheckResult['reader'], structure: Structure, open: () => AsyncGenerator<Uint8Array>) {
    this.#reader = reader;
    this.#structure = structure;
    this.#open = open;
  }

  get settled(): boolean {
    return this.#result !== undefined;
  }

  async meet(frame: Frame): Promise<void> {
    const { index } = frame;
    const theirs = await this.#next();
    if (this.#result) return;
    if (!theirs) return this.fail(`ends after ${this.#met} of ${this.#structure.frames} frames`);
    this.#met++;
    const { rgba } = frame;
    if (theirs.length !== rgba.length) return this.fail(`shows a canvas of another size in frame ${index}`);
    const at = firstDifference(rgba, theirs);
    if (at === null) return;
    const pixel = at / 4;
    const [x, y] = [pixel % this.#structure.width, Math.floor(pixel / this.#structure.width)];
    const ours = [...rgba.subarray(at, at + 4)];
    const other = [...theirs.subarray(at, at + 4)];
    this.#settle(
      false,
      `sees rgba(${other.join(', ')}) at pixel ${x}, ${y} of frame ${index}, we see rgba(${ours.join(', ')})`,
      {
        frame: index,
        x,
        y,
        ours,
        theirs: other,
      },
    );
  }

  /** After our last frame: theirs must have been the last one too. */
  async finish(): Promise<void> {
    const more = await this.#next();
    if (this.#result) return;
    if (more) return this.fail(`has more than our ${this.#met} frames`);
    if (this.#met === 0) return this.fail('could not be compared: there is no frame');
    this.#settle(true, `agrees on every pixel of ${this.#met} frames`, null);
  }

  fail(what: string): void {
    if (!this.#result) this.#settle(false, what, null);
  }

  result(): CrossCheckResult {
    return (
      this.#result ?? { reader: this.#reader, agrees: false, first: null, message: `${this.#reader} was not asked` }
    );
  }

  async close(): Promise<void> {
    await this.#frames?.return(undefined);
  }

  /** Their next frame; undefined at their end, or when they fail, which settles the matter. */
  async #next(): Promise<Uint8Array | undefined> {
    if (this.#result) return undefined;
    try {
      this.#frames ??= this.#open();
      const next = await this.#frames.next();
      return next.done ? undefined : next.value;
    } catch (cause) {
      this.fail(`cannot read the file: ${reasonOf(cause)}`);
      return undefined;
    }
  }

  #settle(agrees: boolean, what: string, first: CrossCheckResult['first']): void {
    this.#result = { reader: this.#reader, agrees, first, message: `${this.#reader} ${what}` };
  }
}

/** Byte offset of the first pixel that looks different, or null. */
function firstDifference(ours: Uint8Array, theirs: Uint8Array): number | null {
  // equal memory is the common case, and compared by the platform
  if (Buffer.compare(ours, theirs) === 0) return null;
  for (let at = 0; at < ours.length; at += 4) {
    if (ours[at + 3] === 0 && theirs[at + 3] === 0) continue;
    for (let channel = 0; channel < 4; channel++) if (ours[at + channel] !== theirs[at + channel]) return at;
  }
  return null;
}

function overBudget({ width, height }: Structure, { maxCanvasPixels }: Budget): ImageError {
  return new ImageError(
    'canvas_over_budget',
    `the canvas of ${width} x ${height} pixels is over the budget of ${maxCanvasPixels} pixels`,
  );
}
