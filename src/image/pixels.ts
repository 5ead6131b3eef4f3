import { ColorSet } from './color-set.js';
import type { Pixels } from './facts.js';
import type { ImageReader } from './reader.js';

/**
 * Decodes every frame once and counts what is seen: colours and transparency. Memory: 5 MiB beside the reader's canvas.
 * @throws ImageError from `reader.frames()`
 */
export async function measurePixels(reader: ImageReader): Promise<Pixels> {
  const all = new ColorSet();
  const inFrame = new ColorSet();
  let maxPerFrame = 0;
  let transparent = false;
  for await (const { rgba } of reader.frames()) {
    transparent = count(rgba, all, inFrame) || transparent;
    maxPerFrame = Math.max(maxPerFrame, inFrame.size);
    inFrame.clear();
  }
  return { colors: { union: all.size, maxPerFrame }, transparent };
}

/** @returns whether a pixel is not opaque */
function count(rgba: Uint8Array, all: ColorSet, inFrame: ColorSet): boolean {
  const words = wordsOf(rgba);
  const bytes = new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
  let transparent = false;
  let last = 0;
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    // runs of one colour are what most pictures of few colours consist of
    if (word === last && i > 0) continue;
    last = word;
    const alpha = bytes[4 * i + 3]!;
    if (alpha < 255) transparent = true;
    if (alpha === 0) continue;
    const rgb = (bytes[4 * i]! << 16) | (bytes[4 * i + 1]! << 8) | bytes[4 * i + 2]!;
    if (inFrame.add(rgb)) all.add(rgb);
  }
  return transparent;
}

/** The bytes as one number a pixel; copied only where they are not aligned. */
function wordsOf(rgba: Uint8Array): Uint32Array {
  const aligned = rgba.byteOffset % 4 === 0 ? rgba : rgba.slice();
  return new Uint32Array(aligned.buffer, aligned.byteOffset, rgba.length >> 2);
}
