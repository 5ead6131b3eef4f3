import type { FrameChange, Pixels, Structure } from './facts.js';
import type { ImageReader } from './reader.js';
import { ColorSet } from './color-set.js';

// what is see-through is shown on mid grey, so that it differs from black and from white alike
const GREY = 128;

/**
 * Decodes every frame once and counts what is seen: colours, transparency, change from frame to frame.
 * Memory: one copy of the canvas and 4 MiB of colour bits. Two passes over a frame's pixels at most.
 * @throws ImageError from `reader.frames()`
 */
export async function measurePixels(reader: ImageReader, structure: Structure): Promise<Pixels> {
  const canvasPixels = structure.width * structure.height;
  const all = new ColorSet();
  const inFrame = new ColorSet();
  const changes: FrameChange[] = [];
  let before: Uint32Array | null = null;
  let maxPerFrame = 0;
  let transparent = false;
  for await (const { rgba } of reader.frames()) {
    const now = wordsOf(rgba);
    const change: FrameChange = before ? compare(before, now) : { pixels: canvasPixels, mse: 0 };
    changes.push(change);
    // an identical neighbour shows nothing new
    if (change.pixels === 0) continue;
    transparent = count(now, all, inFrame) || transparent;
    maxPerFrame = Math.max(maxPerFrame, inFrame.size);
    inFrame.clear();
    if (before) before.set(now);
    else before = now.slice();
  }
  return { colors: { union: all.size, maxPerFrame }, transparent, changes };
}

/** @returns whether a pixel is not opaque */
function count(words: Uint32Array, all: ColorSet, inFrame: ColorSet): boolean {
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

function compare(before: Uint32Array, now: Uint32Array): FrameChange {
  const a = new Uint8Array(before.buffer, before.byteOffset, before.byteLength);
  const b = new Uint8Array(now.buffer, now.byteOffset, now.byteLength);
  let pixels = 0;
  let squares = 0;
  for (let i = 0; i < now.length; i++) {
    if (before[i] === now[i]) continue;
    const at = 4 * i;
    const alphaA = a[at + 3]!;
    const alphaB = b[at + 3]!;
    // what colour a see-through pixel would have is nothing that is seen
    if (alphaA === 0 && alphaB === 0) continue;
    pixels++;
    for (let channel = at; channel < at + 3; channel++) {
      const difference = ((a[channel]! - GREY) * alphaA - (b[channel]! - GREY) * alphaB) / 255;
      squares += difference * difference;
    }
  }
  return { pixels, mse: now.length === 0 ? 0 : squares / (3 * now.length) };
}

/** The bytes as one number a pixel; copied only where they are not aligned. */
function wordsOf(rgba: Uint8Array): Uint32Array {
  const aligned = rgba.byteOffset % 4 === 0 ? rgba : rgba.slice();
  return new Uint32Array(aligned.buffer, aligned.byteOffset, rgba.length >> 2);
}
