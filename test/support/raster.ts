import sharp from 'sharp';
import type { Integrity, Structure } from '../../src/image/facts.js';
import { openImage } from '../../src/image/open.js';
import { DEFAULT_BUDGET, type Budget, type ImageReader } from '../../src/image/reader.js';
import { openSource } from '../../src/image/source.js';

export function openBytes(bytes: Uint8Array, budget: Budget = DEFAULT_BUDGET): ImageReader {
  return openImage(openSource({ bytes }), budget);
}

export interface Reading {
  readonly structure: Structure;
  readonly frames: readonly Uint8Array[];
  readonly integrity: Integrity;
}

export async function readImage(bytes: Uint8Array): Promise<Reading> {
  const reader = openBytes(bytes);
  const structure = await reader.structure();
  const frames: Uint8Array[] = [];
  for await (const frame of reader.frames()) frames.push(frame.rgba.slice());
  return { structure, frames, integrity: await reader.integrity() };
}

/** Frames of a moving gradient with a see-through column, RGBA, one after the other. */
export function drawFrames(width: number, height: number, count: number): Uint8Array {
  const rgba = new Uint8Array(4 * width * height * count);
  for (let frame = 0, at = 0; frame < count; frame++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++, at += 4) {
        rgba.set(x === 0 ? [0, 0, 0, 0] : [(x * 5 + frame * 9) & 255, (y * 7) & 255, frame & 255, 255], at);
      }
    }
  }
  return rgba;
}

/** A lossless animated WebP of those frames. Delays in ms, exactly as given; plays: 0 = for ever. */
export async function encodeWebp(
  rgba: Uint8Array,
  width: number,
  height: number,
  { delay, loop }: { readonly delay: readonly number[]; readonly loop: number },
): Promise<Buffer> {
  const raw = { width, height: height * delay.length, channels: 4, pageHeight: height } as const;
  const webp = await sharp(rgba, { raw }).webp({ lossless: true, exact: true, effort: 0, loop }).toBuffer();
  let at = 0;
  for (const ms of delay) {
    // libvips writes 100 for delays up to 10 ms, so they are put in afterwards: 12 bytes into a frame's data
    at = webp.indexOf('ANMF', at) + 8;
    webp.writeUIntLE(ms, at + 12, 3);
  }
  return webp;
}

/** A still picture of 40 x 30 opaque pixels. */
export function encodeStill(format: 'png' | 'jpeg' | 'webp' | 'avif'): Promise<Buffer> {
  return sharp(drawFrames(40, 30, 1), { raw: { width: 40, height: 30, channels: 4 } })
    .flatten({ background: '#fff' })
    .toFormat(format)
    .toBuffer();
}
