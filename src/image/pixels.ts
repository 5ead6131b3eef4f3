import { ColorSet } from './color-set.js';
import type { Pixels } from './facts.js';
import type { Drawing, Frame, ImageReader } from './reader.js';
import { loadKernels } from './wasm/kernels.js';

/**
 * Decodes every frame once and counts what is seen: colours and transparency.
 * @throws ImageError from `reader.frames()`
 */
export async function measurePixels(reader: ImageReader): Promise<Pixels> {
  const census = new PixelCensus();
  for await (const frame of reader.frames()) census.add(frame);
  return census.result();
}

/** What a canvas can hold at most; `colors` is null where nothing is known of it. */
interface Contents {
  /** The first `count` of them are the distinct colours of its visible pixels, and perhaps others. */
  readonly colors: ColorSet | null;
  readonly count: number;
  /** Pixels may be see-through. */
  readonly seeThrough: boolean;
}

const UNKNOWN: Contents = { colors: null, count: 0, seeThrough: true };

/**
 * Counts what is seen, frame by frame. Where a reader says what it drew, pixels are only looked at when a frame could
 * raise the largest count, or hold the first see-through pixel; the figures are the same as if all were.
 * Memory: 6 MiB at most, and a few bytes for each colour on the canvas.
 */
export class PixelCensus {
  readonly #union = new ColorSet();
  /** Two are enough: what a frame adds to the colours before it can be taken back. */
  readonly #sets = [new ColorSet(), new ColorSet()] as const;
  #maxPerFrame = 0;
  #transparent = false;
  /** What the last frame can show, and what was there before it was drawn. Their colours are in `#union`. */
  #now: Contents = { colors: this.#sets[0], count: 0, seeThrough: true };
  #before: Contents = UNKNOWN;

  add(frame: Frame): void {
    const { drawing } = frame;
    this.#before = this.#disposed(drawing);
    this.#now = this.#drawn(this.#before, drawing);
    const { colors, count, seeThrough } = this.#now;
    // every colour that was drawn is seen, so where there can be no others they are the count
    if (colors !== null && count === drawing?.colors.length) this.#counted(count);
    if (colors === null || count > this.#maxPerFrame) this.#countPixels(frame.rgba, drawing !== null);
    else if (seeThrough && !this.#transparent) this.#found(colors, count, !isOpaque(frame.rgba));
  }

  result(): Pixels {
    return { colors: { union: this.#union.size, maxPerFrame: this.#maxPerFrame }, transparent: this.#transparent };
  }

  #counted(colors: number): void {
    this.#maxPerFrame = Math.max(this.#maxPerFrame, colors);
  }

  #found(colors: ColorSet | null, count: number, seeThrough: boolean): void {
    this.#now = { colors, count, seeThrough };
    this.#transparent ||= seeThrough;
  }

  /** What the frame leaves of the canvas before it is drawn. */
  #disposed(drawing: Drawing | null): Contents {
    if (drawing === null) return UNKNOWN;
    if (drawing.disposed === 'restored') return this.#before;
    return drawing.disposed === 'cleared' ? { ...this.#now, seeThrough: true } : this.#now;
  }

  #drawn(before: Contents, drawing: Drawing | null): Contents {
    if (drawing === null) return UNKNOWN;
    const colors = drawing.covers ? this.#emptied() : before.colors;
    if (!drawing.covers) colors?.shrink(before.count);
    const drawn = drawing.colors;
    for (let i = 0; i < drawn.length; i++) {
      const color = drawn[i]!;
      if (colors === null || colors.add(color)) this.#union.add(color);
    }
    return { colors, count: colors?.size ?? 0, seeThrough: before.seeThrough && !drawing.covers };
  }

  /** The set that does not hold what was there before. */
  #emptied(): ColorSet {
    const [one, other] = this.#sets;
    const free = this.#before.colors === one ? other : one;
    free.clear();
    return free;
  }

  /** @param listed - whether later frames can make use of the colours found */
  #countPixels(rgba: Uint8Array, listed: boolean): void {
    const { colors: known, count: atMost, seeThrough: mayBe } = this.#now;
    // after these nothing new can come, unless a see-through pixel is still looked for
    const most = known !== null && (this.#transparent || !mayBe) ? atMost : undefined;
    const colors = this.#emptied();
    const { count, seeThrough } =
      findCompiled(rgba, most, listed ? colors : this.#union) ?? this.#find(rgba, most, listed, colors);
    this.#counted(count);
    // where the search ended early, a see-through pixel may come after
    this.#found(listed ? colors : null, count, seeThrough || (most !== undefined && mayBe));
  }

  /** @param colors - where to count them */
  #find(rgba: Uint8Array, most: number | undefined, listed: boolean, colors: ColorSet): Found {
    let seeThrough = false;
    const words = wordsOf(rgba);
    const bytes = new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
    let last = 0;
    for (let i = 0; i < words.length; i++) {
      const word = words[i]!;
      // runs of one colour are what most pictures of few colours consist of
      if (word === last && i > 0) continue;
      last = word;
      const alpha = bytes[4 * i + 3]!;
      if (alpha < 255) seeThrough = true;
      if (alpha === 0) continue;
      const rgb = (bytes[4 * i]! << 16) | (bytes[4 * i + 1]! << 8) | bytes[4 * i + 2]!;
      if (!colors.add(rgb)) continue;
      if (!listed) this.#union.add(rgb);
      if (colors.size === most) break;
    }
    return { count: colors.size, seeThrough };
  }
}

/** What a look at pixels found. */
interface Found {
  /** Distinct colours of the visible ones. */
  readonly count: number;
  readonly seeThrough: boolean;
}

/** The same in WebAssembly; null for pixels that are not in its memory, or have too many colours for its list. */
function findCompiled(rgba: Uint8Array, most: number | undefined, colors: ColorSet): Found | null {
  const kernels = loadKernels();
  const address = kernels?.memory.addressOf(rgba);
  if (!kernels || address === null || address === undefined) return null;
  const count = kernels.exports.findColors(address, rgba.length >> 2, most ?? -1);
  if (count < 0) return null;
  const words = new Uint32Array(kernels.memory.buffer, kernels.exports.foundColors(), count);
  for (let i = 0; i < count; i++) colors.add(rgbOf(words[i]!));
  return { count, seeThrough: kernels.exports.foundSeeThrough() !== 0 };
}

function rgbOf(word: number): number {
  return ((word & 255) << 16) | (word & 0xff00) | (word >>> 16);
}

/** @param rgba - 4 bytes a pixel */
export function isOpaque(rgba: Uint8Array): boolean {
  for (let at = 3; at < rgba.length; at += 4) if (rgba[at]! < 255) return false;
  return true;
}

/** The bytes as one number a pixel; copied only where they are not aligned. */
function wordsOf(rgba: Uint8Array): Uint32Array {
  const aligned = rgba.byteOffset % 4 === 0 ? rgba : rgba.slice();
  return new Uint32Array(aligned.buffer, aligned.byteOffset, rgba.length >> 2);
}
