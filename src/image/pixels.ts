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

/** What a canvas can hold at most; null where nothing is known of it. */
interface Contents {
  /** Distinct colours of its visible pixels, and perhaps others. */
  readonly colors: readonly number[] | null;
  /** Pixels may be see-through. */
  readonly seeThrough: boolean;
}

const UNKNOWN: Contents = { colors: null, seeThrough: true };

/**
 * Counts what is seen, frame by frame. Where a reader says what it drew, pixels are only looked at when a frame could
 * raise the largest count, or hold the first see-through pixel; the figures are the same as if all were.
 * Memory: 4 MiB at most, and a few bytes for each colour on the canvas.
 */
export class PixelCensus {
  readonly #union = new ColorSet();
  readonly #inFrame = new ColorSet();
  #maxPerFrame = 0;
  #transparent = false;
  /** The list whose colours `#inFrame` holds, if it is one: that of the frame before is that of most frames. */
  #held: readonly number[] | null = null;
  /** What the last frame can show, and what was there before it was drawn. Their colours are in `#union`. */
  #now: Contents = { colors: [], seeThrough: true };
  #before: Contents = UNKNOWN;

  add(frame: Frame): void {
    const { drawing } = frame;
    this.#before = this.#disposed(drawing);
    this.#now = this.#drawn(this.#before, drawing);
    const { colors, seeThrough } = this.#now;
    // every colour that was drawn is seen, so where there can be no others they are the count
    if (colors !== null && colors.length === drawing?.colors.length) this.#counted(colors.length);
    if (colors === null || colors.length > this.#maxPerFrame) this.#countPixels(frame.rgba, drawing !== null);
    else if (seeThrough && !this.#transparent) this.#seeThrough(!isOpaque(frame.rgba));
  }

  result(): Pixels {
    return { colors: { union: this.#union.size, maxPerFrame: this.#maxPerFrame }, transparent: this.#transparent };
  }

  #counted(colors: number): void {
    this.#maxPerFrame = Math.max(this.#maxPerFrame, colors);
  }

  #seeThrough(seeThrough: boolean): void {
    this.#now = { ...this.#now, seeThrough };
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
    if (drawing.covers || before.colors === null) this.#seen(drawing.colors);
    if (drawing.covers) return { colors: drawing.colors, seeThrough: false };
    return { ...before, colors: before.colors && this.#united(before.colors, drawing.colors) };
  }

  #seen(colors: readonly number[]): void {
    for (const color of colors) this.#union.add(color);
  }

  #united(some: readonly number[], others: readonly number[]): readonly number[] {
    const known = this.#inFrame;
    if (this.#held !== some) {
      known.clear();
      for (const color of some) known.add(color);
    }
    const added = others.filter((color) => known.add(color));
    this.#seen(added);
    return (this.#held = added.length === 0 ? some : [...some, ...added]);
  }

  /** @param listed - whether later frames can make use of the colours found */
  #countPixels(rgba: Uint8Array, listed: boolean): void {
    // after these nothing new can come, unless a see-through pixel is still looked for
    const most = this.#transparent || !this.#now.seeThrough ? this.#now.colors?.length : undefined;
    const found = findCompiled(rgba, most) ?? this.#find(rgba, most, listed);
    if (!listed) this.#seen(found.colors);
    this.#counted(found.count);
    // where the search ended early, a see-through pixel may come after
    const seeThrough = found.seeThrough || (most !== undefined && this.#now.seeThrough);
    if (listed) this.#now = { ...this.#now, colors: found.colors };
    this.#seeThrough(seeThrough);
  }

  #find(rgba: Uint8Array, most: number | undefined, listed: boolean): Found {
    const colors: number[] = [];
    this.#held = null;
    this.#inFrame.clear();
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
      if (!this.#inFrame.add(rgb)) continue;
      // a photograph may have millions
      if (listed) colors.push(rgb);
      else this.#union.add(rgb);
      if (this.#inFrame.size === most) break;
    }
    return { count: this.#inFrame.size, colors, seeThrough };
  }
}

/** What a look at pixels found. */
interface Found {
  /** Distinct colours of the visible ones. */
  readonly count: number;
  /** Those of them that were listed, 0xRRGGBB. */
  readonly colors: readonly number[];
  readonly seeThrough: boolean;
}

/** The same in WebAssembly; null for pixels that are not in its memory, or have too many colours for its list. */
function findCompiled(rgba: Uint8Array, most: number | undefined): Found | null {
  const kernels = loadKernels();
  const address = kernels?.memory.addressOf(rgba);
  if (!kernels || address === null || address === undefined) return null;
  const count = kernels.exports.findColors(address, rgba.length >> 2, most ?? -1);
  if (count < 0) return null;
  const words = new Uint32Array(kernels.memory.buffer, kernels.exports.foundColors(), count);
  const colors: number[] = [];
  for (let i = 0; i < count; i++) colors.push(rgbOf(words[i]!));
  return { count, colors, seeThrough: kernels.exports.foundSeeThrough() !== 0 };
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
