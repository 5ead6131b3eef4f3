import { reasonOf } from '../../core/errors.js';
import { digest } from '../../image/digested-source.js';
import { ImageError } from '../../image/errors.js';
import type { Structure } from '../../image/facts.js';
import { openImage } from '../../image/open.js';
import { pairByTime } from '../../image/quality/pairing.js';
import { iteratorOf, type Budget, type Frame, type ImageReader } from '../../image/reader.js';
import { openSource, type ByteSource } from '../../image/source.js';
import { timelineOf } from '../../image/timeline.js';
import { differenceOf } from './difference.js';
import type { MeasuredPair, PictureFile, Pictures, PictureTask, ShownPair } from './picture.js';
import { shownFrames } from './shown-frames.js';
import { frameSize, scaled, spriteOf, thumbOf } from './sprite.js';

/** 16 megapixels: two canvases and what is made of them stay under 256 MiB in a thread. */
const BUDGET: Budget = { maxCanvasPixels: 2 ** 24, maxFrames: 100_000 };

/** Pictures of an item from its files, decoded frame by frame as viewers show them. Never throws for what a file is. */
export async function takePictures(task: PictureTask): Promise<Pictures> {
  const missing: string[] = [];
  const original = await Film.open(task.original, 'original', missing);
  const output = await Film.open(task.output, 'output', missing);
  try {
    const pairs = pairsOf(task, original?.structure, output?.structure);
    const shown = await expose(shownFrames(pairs), original, output);
    for (const film of [original, output]) if (film?.broken) missing.push(film.broken);
    const alike = original !== null && output !== null && original.isOfSizeOf(output);
    if (original && output && !alike)
      missing.push('Original and output are of different size: there is no difference map.');
    const [first, second] = [await original?.develop(shown.length), await output?.develop(shown.length)];
    const maps = shown.flatMap(({ map }) => (map === null ? [] : [map]));
    const compared = alike && maps.length > 0 && maps.length === shown.length;
    return {
      shown: shown.map(({ map: _, ...pair }) => pair),
      places: pairs.length,
      original: first ?? null,
      output: second ?? null,
      difference: compared ? await spriteOf(maps, original.size, 1) : null,
      thumb: (await output?.thumb(worstOf(shown))) ?? (await original?.thumb(0)) ?? null,
      missing,
    };
  } finally {
    await original?.close();
    await output?.close();
  }
}

type Exposed = ShownPair & { readonly map: Uint8Array | null };

/** Walks both files once, side by side. Ends early where one of them has no more frames. */
async function expose(pairs: readonly MeasuredPair[], original: Film | null, output: Film | null): Promise<Exposed[]> {
  const exposed: Exposed[] = [];
  for (const pair of pairs) {
    const a = await original?.at(pair.original);
    const b = await output?.at(pair.output);
    if ((original && !a) || (output && !b)) break;
    if (original && a) await original.keep(a);
    if (output && b) await output.keep(b);
    const both = a && b && original && output && original.isOfSizeOf(output);
    const difference = both ? differenceOf(a.rgba, b.rgba, original.structure, original.size) : null;
    const { map = null, largest = null, mean = null } = difference ?? {};
    exposed.push({ ...pair, map, largest, mean: mean === null ? null : Number(mean.toFixed(2)) });
  }
  return exposed;
}

function pairsOf({ pairs }: PictureTask, original?: Structure, output?: Structure): MeasuredPair[] {
  const unmeasured = { ssim: null, deltaE: null };
  if (!original || !output) {
    const one = original ?? output;
    const { starts } = timelineOf(one?.delaysMs ?? []);
    return starts.map((timeMs, index) => ({ original: index, output: index, timeMs, ...unmeasured }));
  }
  // frames are read forwards: what was judged by another order than time is shown by time
  if (pairs && pairs.length > 0 && ascends(pairs)) return [...pairs];
  const byTime = pairByTime(timelineOf(original.delaysMs), timelineOf(output.delaysMs));
  return Array.from(byTime, (pair) => ({ ...pair, ...unmeasured }));
}

function ascends(pairs: readonly MeasuredPair[]): boolean {
  return pairs.every((pair, index) => {
    const before = pairs[index - 1];
    return !before || (before.original <= pair.original && before.output <= pair.output);
  });
}

/** Where the difference is largest: what a list should show of an output. */
function worstOf(shown: readonly ShownPair[]): number {
  let found = 0;
  for (const [index, { mean }] of shown.entries()) if ((mean ?? 0) > (shown[found]?.mean ?? 0)) found = index;
  return found;
}

/** A file that is run through once, and the frames of it that are kept. */
class Film {
  readonly structure: Structure;
  readonly size;
  /** Why there are no more frames; null while there are. */
  broken: string | null = null;
  readonly #role: string;
  readonly #source: ByteSource;
  readonly #frames: Iterator<Frame> | AsyncIterator<Frame>;
  readonly #kept: Uint8Array[] = [];
  #now: Frame | undefined;

  private constructor(role: string, source: ByteSource, reader: ImageReader, structure: Structure) {
    this.#role = role;
    this.#source = source;
    this.#frames = iteratorOf(reader.frames());
    this.structure = structure;
    this.size = frameSize(structure);
  }

  /** null with its reason in `missing` where the file cannot be shown. */
  static async open(file: PictureFile | null, role: string, missing: string[]): Promise<Film | null> {
    if (file === null) return null;
    let source: ByteSource | undefined;
    try {
      source = openSource({ path: file.path });
      if (file.sha256 !== null && digest(source) !== file.sha256) {
        throw new ImageError('other_file', `${file.path}: is not the file that was judged, its bytes are others now`);
      }
      const reader = openImage(source, BUDGET);
      const structure = await reader.structure();
      if (structure.width * structure.height === 0 || structure.width * structure.height > BUDGET.maxCanvasPixels) {
        const size = `${structure.width} x ${structure.height}`;
        throw new ImageError('canvas_over_budget', `${file.path}: a canvas of ${size} pixels is not shown`);
      }
      return new Film(role, source, reader, structure);
    } catch (error) {
      source?.close();
      if (!(error instanceof ImageError)) throw error;
      missing.push(`The ${role} cannot be shown: ${error.message}.`);
      return null;
    }
  }

  isOfSizeOf({ structure }: Film): boolean {
    return structure.width === this.structure.width && structure.height === this.structure.height;
  }

  /** The frame of this index; undefined where the file ends or breaks before it. Indices only ever grow. */
  async at(index: number): Promise<Frame | undefined> {
    try {
      while (this.#now === undefined || this.#now.index < index) {
        const next = await this.#frames.next();
        if (next.done === true) return undefined;
        this.#now = next.value;
      }
      return this.#now;
    } catch (error) {
      if (!(error instanceof ImageError)) throw error;
      this.broken = `The ${this.#role} could not be decoded to its end: ${reasonOf(error)}.`;
      return undefined;
    }
  }

  async keep({ rgba }: Frame): Promise<void> {
    this.#kept.push(await scaled(rgba, this.structure, this.size));
  }

  async develop(count: number): Promise<Pictures['original']> {
    if (count === 0) return null;
    const { width, height } = this.structure;
    return { ...(await spriteOf(this.#kept.slice(0, count), this.size, 4)), canvas: [width, height] };
  }

  async thumb(index: number): Promise<Uint8Array | null> {
    const frame = this.#kept[index];
    return frame ? await thumbOf(frame, this.size) : null;
  }

  /** Most walks end before the file does, and one that is not ended keeps its canvas in the kernels' memory. */
  async close(): Promise<void> {
    await this.#frames.return?.();
    this.#source.close();
  }
}
