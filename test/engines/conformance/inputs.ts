import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Animation } from '../../../src/engines/animation.js';
import { writeGif } from '../../../src/engines/gif-writer.js';
import { fixture } from '../../support/engine-run.js';
import { writeGif as describeGif } from '../../support/gif-writer.js';

/** Files that every engine is tried on, by path. */
export interface Inputs {
  /** Smooth colour with grain, 16 frames: whatever changes pixels shows in it. */
  readonly detailed: string;
  /** A control panel, 20 frames of which most pixels stay. */
  readonly calm: string;
  /** 240 colours a frame, others in each, a hole that moves, uneven delays, shown four times. */
  readonly mixed: string;
  /** Twelve frames of which most are like the one before. */
  readonly held: string;
  /** By what is stored as loop count. */
  readonly loops: ReadonlyMap<number | null, string>;
  readonly still: string;
  /** 1 x 1, two frames. */
  readonly pixel: string;
  /** A few bytes that claim 65,535 x 65,535 pixels. */
  readonly huge: string;
  /** Ends after 60 % of its bytes. */
  readonly cut: string;
  readonly empty: string;
  /** Keeps an engine busy until it is stopped. */
  readonly long: string;
}

export async function makeInputs(folder: string): Promise<Inputs> {
  const file = (name: string, bytes: Uint8Array): string => {
    const path = join(folder, `${name}.gif`);
    writeFileSync(path, bytes);
    return path;
  };
  const drawn = async (name: string, animation: Animation): Promise<string> =>
    file(name, (await writeGif(animation, undefined, () => {})).bytes);
  const plasma = readFileSync(fixture('plasma'));
  const loops = new Map<number | null, string>();
  for (const count of [null, 0, 3])
    loops.set(count, await drawn(`loop-${count}`, draw(16, 16, [100, 100], flag, count)));
  return {
    detailed: fixture('plasma'),
    calm: fixture('dashboard'),
    mixed: await drawn('mixed', draw(64, 48, [70, 120, 50, 200, 90, 40, 310, 60, 80, 100], hole, 3)),
    held: fixture('held'),
    loops,
    still: await drawn('still', draw(24, 24, [100], flag, null)),
    pixel: await drawn('pixel', draw(1, 1, [100, 100], flag, 0)),
    huge: file(
      'huge',
      describeGif({
        ...HUGE,
        palette: [
          [0, 0, 0],
          [255, 0, 0],
        ],
        blocks: [{ ...HUGE, indices: [0, 1] }],
      }),
    ),
    cut: file('cut', plasma.subarray(0, Math.floor(0.6 * plasma.length))),
    empty: file('empty', new Uint8Array()),
    long: await drawn(
      'long',
      draw(
        360,
        270,
        Array.from({ length: 40 }, () => 50),
        noise,
        0,
      ),
    ),
  };
}

const HUGE = { width: 65_535, height: 65_535 };

type Painter = (x: number, y: number, frame: number) => readonly [number, number, number, number];

function draw(width: number, height: number, delaysMs: number[], paint: Painter, loopCount: number | null): Animation {
  const pixels = new Uint8Array(4 * width * height * delaysMs.length);
  let at = 0;
  for (const frame of delaysMs.keys()) {
    for (let y = 0; y < height; y++) for (let x = 0; x < width; x++, at += 4) pixels.set(paint(x, y, frame), at);
  }
  return { width, height, frameCount: delaysMs.length, pixels, delaysMs, loopCount };
}

/** One colour on the left, one on the right, others in each frame. */
const flag: Painter = (x, _, frame) => (x < 8 ? [200, 40 + 60 * frame, 30, 255] : [20, 60, 220 - 60 * frame, 255]);

/** 8 x 30 colours, shifted from frame to frame; see-through in a disc that moves. */
const hole: Painter = (x, y, frame) => {
  const isHole = Math.hypot(x - 16 - 3 * frame, y - 24) < 7;
  return isHole ? [0, 0, 0, 0] : [16 + 24 * (x >> 3) + frame, 30 + 7 * Math.floor(y / 1.6), 90 + 12 * frame, 255];
};

/** 128 colours without an order that a coder could use, the same on every run. */
const noise: Painter = (x, y, frame) => {
  const value = Math.imul(x * 7919 + y * 104_729 + frame * 1_299_709, 2_654_435_761) >>> 25;
  return [value * 2, 255 - value, (value * 5) & 255, 255];
};
