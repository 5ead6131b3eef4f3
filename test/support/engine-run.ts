import vendoredGifsicle from '@343dev/gifsicle';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { findOnPath } from '../../src/engines/executable.js';
import type { Engine } from '../../src/engines/engine.js';
import { gifenc, gifsicle, sharpEngine } from '../../src/engines/index.js';
import { timelineOf } from '../../src/image/timeline.js';
import { writeGif, type Block } from './gif-writer.js';
import { readGif, type GifReading } from './read-gif.js';

export const FIXTURES = ['ball', 'dashboard', 'hasty', 'held', 'plasma', 'register', 'slides'] as const;

/** gifsicle of this machine, else the one that the development dependency ships. */
export const GIFSICLE = (await findOnPath('gifsicle')) ?? vendoredGifsicle;

/** gifski of this machine, else the one that the development dependency ships. */
export const GIFSKI =
  (await findOnPath('gifski')) ??
  fileURLToPath(new URL('../../node_modules/gifski/bin/debian/gifski', import.meta.url));

export const engines: readonly Engine[] = [sharpEngine(), gifenc(), gifsicle({ path: GIFSICLE })];

export function fixture(name: string): string {
  return fileURLToPath(new URL(`../../fixtures/gif/${name}.gif`, import.meta.url));
}

/** A folder that goes when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pressproof-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function read(path: string): Promise<GifReading> {
  return readGif(readFileSync(path));
}

/** Distinct visible RGB values over all frames. */
export function unionOf({ frames }: GifReading): number {
  const seen = new Set<number>();
  for (const rgba of frames) {
    for (let at = 0; at < rgba.length; at += 4) {
      if (rgba[at + 3] !== 0) seen.add((rgba[at]! << 16) | (rgba[at + 1]! << 8) | rgba[at + 2]!);
    }
  }
  return seen.size;
}

/** What is on screen at each moment, as text to compare: neighbours that look the same are one picture shown longer. */
export function presentation({ structure, frames }: GifReading): { atMs: number; picture: string }[] {
  const { starts } = timelineOf(structure.delaysMs);
  const shown: { atMs: number; picture: string }[] = [];
  for (const [index, rgba] of frames.entries()) {
    const picture = Buffer.from(withoutHiddenColors(rgba)).toString('latin1');
    if (shown.at(-1)?.picture !== picture) shown.push({ atMs: starts[index]!, picture });
  }
  return shown;
}

function withoutHiddenColors(rgba: Uint8Array): Uint8Array {
  const clean = rgba.slice();
  for (let at = 0; at < clean.length; at += 4) if (clean[at + 3] === 0) clean.fill(0, at, at + 4);
  return clean;
}

/** Two pixels, one of each colour of DOTS_PALETTE. */
export const DOTS = { width: 2, height: 1 } as const;
const DOTS_PALETTE = [
  [255, 0, 0],
  [0, 0, 255],
] as const;

/** `in.gif` of two pixels in a folder that is made. */
export function dotsIn(folder: string, blocks: readonly Block[]): string {
  mkdirSync(folder, { recursive: true });
  const input = join(folder, 'in.gif');
  writeFileSync(input, writeGif({ ...DOTS, palette: DOTS_PALETTE, blocks }));
  return input;
}
