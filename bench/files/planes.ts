import { writeFileSync } from 'node:fs';
import sharp from 'sharp';
import type { TestFiles, TestPair } from './index.js';

/** Luma planes of pairs of frames: original and output in turns, one byte a pixel. */
export interface Planes {
  readonly path: string;
  readonly width: number;
  readonly height: number;
  readonly pairs: number;
}

/** Frames that every peer is given; the slowest takes half a second for them. */
const FRAMES = { a: [12, 24, 36, 48, 60, 72, 84, 96], c: [80, 160] } as const;

/**
 * Pairs of frames by their index, which gifsicle has kept in these files. Read through sharp, so that what is measured
 * has no part in what it is given.
 */
export async function planesOf(name: 'a' | 'c', pair: TestPair, files: TestFiles): Promise<Planes> {
  const frames = FRAMES[name];
  const { width = 0, pageHeight: height = 0 } = await sharp(pair.original, { pages: -1 }).metadata();
  const path = await files.make(`${name}.planes`, async (to) => {
    const planes: Uint8Array[] = [];
    for (const page of frames) {
      for (const file of [pair.original, pair.output]) {
        planes.push(lumaOf(await sharp(file, { page }).removeAlpha().raw().toBuffer()));
      }
    }
    writeFileSync(to, Buffer.concat(planes));
  });
  return { path, width, height, pairs: frames.length };
}

/** Rounded luma of ITU-R BT.601 in 16-bit fixed point, as Pillow's convert('L'). */
function lumaOf(rgb: Uint8Array): Uint8Array {
  const luma = new Uint8Array(rgb.length / 3);
  for (let at = 0, i = 0; at < luma.length; at++, i += 3) {
    luma[at] = (19595 * rgb[i]! + 38470 * rgb[i + 1]! + 7471 * rgb[i + 2]! + 32768) >> 16;
  }
  return luma;
}
