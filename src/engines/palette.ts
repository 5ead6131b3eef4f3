import { framesOf, type Animation } from './animation.js';
import { gifenc, type Color } from './gifenc-library.js';

// 2^18 weighted samples tell shares down to four millionths; more only cost time
const SAMPLES = 2 ** 18;

/** Distinct visible colours. */
export interface ColorCount {
  /** Pixels by 0xRRGGBB, in order of appearance. */
  readonly pixels: Map<number, number>;
  /** Pixels that are see-through. */
  transparent: number;
}

function noColors(): ColorCount {
  return { pixels: new Map(), transparent: 0 };
}

/** Distinct visible colours of all frames. @param checkpoint - called before each frame; throw from it to stop */
export async function countAll(animation: Animation, checkpoint: () => void): Promise<ColorCount> {
  const count = noColors();
  for await (const rgba of framesOf(animation, checkpoint)) countColors(rgba, null, count);
  return count;
}

/** One sentence for each frame with more visible colours than an encoder can write. */
export async function overfullFrames(animation: Animation, room: number, checkpoint: () => void): Promise<string[]> {
  const warnings: string[] = [];
  let index = 0;
  for await (const rgba of framesOf(animation, checkpoint)) {
    if (countColors(rgba).pixels.size > room) warnings.push(tooManyColors(index));
    index++;
  }
  return warnings;
}

export function tooManyColors(frame: number): string {
  return `Frame ${frame}: more colours than a GIF frame can hold, reduced`;
}

/** At most 256 colours, and for each counted colour the entry nearest to it. */
export interface Palette {
  readonly colors: readonly Color[];
  /** Entry by 0xRRGGBB. */
  readonly indexOf: ReadonlyMap<number, number>;
  /** Whether every counted colour is an entry itself. */
  readonly exact: boolean;
}

/**
 * @param rgba - any number of frames, 4 bytes a pixel
 * @param before - a frame of the same size: pixels that look the same there are left out
 * @param count - what was counted so far; added to
 */
export function countColors(
  rgba: Uint8Array,
  before: Uint8Array | null = null,
  count: ColorCount = noColors(),
): ColorCount {
  const { pixels } = count;
  // neighbours are mostly alike, so runs reach the map once
  let color = -1;
  let run = 0;
  for (let at = 0; at < rgba.length; at += 4) {
    if (before && isSame(rgba, before, at)) continue;
    if (rgba[at + 3] === 0) {
      count.transparent++;
      continue;
    }
    const next = colorAt(rgba, at);
    if (next !== color) {
      if (run > 0) pixels.set(color, (pixels.get(color) ?? 0) + run);
      color = next;
      run = 0;
    }
    run++;
  }
  if (run > 0) pixels.set(color, (pixels.get(color) ?? 0) + run);
  return count;
}

/** The colours themselves where they fit in `limit` entries (1 to 256), else the nearest of a quantised palette. */
export function paletteOf(count: ColorCount, limit: number): Palette {
  const counted = [...count.pixels.keys()];
  if (counted.length <= limit) {
    return {
      colors: counted.map(toTriple),
      indexOf: new Map(counted.map((color, index) => [color, index])),
      exact: true,
    };
  }
  const colors = gifenc.quantize(samplesOf(count), limit);
  const indexOf = new Map(counted.map((color) => [color, gifenc.nearestColorIndex(colors, toTriple(color))]));
  return { colors, indexOf, exact: false };
}

/** Replaces every visible pixel by its palette colour, in place. */
export function applyPalette(rgba: Uint8Array, palette: Palette): void {
  for (let at = 0; at < rgba.length; at += 4) {
    if (rgba[at + 3] === 0) continue;
    const color = palette.colors[palette.indexOf.get(colorAt(rgba, at))!]!;
    rgba[at] = color[0]!;
    rgba[at + 1] = color[1]!;
    rgba[at + 2] = color[2]!;
  }
}

/** 0xRRGGBB of the pixel at byte `at`. */
export function colorAt(rgba: Uint8Array, at: number): number {
  return (rgba[at]! << 16) | (rgba[at + 1]! << 8) | rgba[at + 2]!;
}

/** Whether two frames look the same at byte `at`: see-through pixels have no colour. */
export function isSame(a: Uint8Array, b: Uint8Array, at: number): boolean {
  return a[at + 3] === b[at + 3] && (a[at + 3] === 0 || colorAt(a, at) === colorAt(b, at));
}

/** RGBA, each colour as often as its share of the picture, at least once: quantisers weigh by repetition. */
export function samplesOf({ pixels }: ColorCount): Uint8Array {
  let visible = 0;
  for (const count of pixels.values()) visible += count;
  const repeats = Array.from(pixels.values(), (count) => Math.max(1, Math.round((count * SAMPLES) / visible)));
  const samples = new Uint8Array(4 * repeats.reduce((sum, repeat) => sum + repeat, 0));
  let at = 0;
  let order = 0;
  for (const color of pixels.keys()) {
    const end = at + 4 * repeats[order++]!;
    samples.fill(255, at, end);
    const [red, green, blue] = toTriple(color);
    for (; at < end; at += 4) {
      samples[at] = red;
      samples[at + 1] = green;
      samples[at + 2] = blue;
    }
  }
  return samples;
}

function toTriple(color: number): [number, number, number] {
  return [color >> 16, (color >> 8) & 255, color & 255];
}
