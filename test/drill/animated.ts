import { loop, writeGif, type Rgb } from '../support/gif-writer.js';

export interface Animation {
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  /** How far each colour is from that of the original. */
  readonly fade?: number;
}

const COLORS = 64;

/** A drifting, grained gradient: every pixel changes in every frame, so that comparing it is work. */
export function animated({ width, height, frames, fade = 0 }: Animation): Uint8Array {
  const palette = Array.from({ length: COLORS }, (_, index): Rgb => {
    const level = Math.min(255, 4 * index + fade);
    return [level, level, 255 - level];
  });
  // a linear congruential generator (Numerical Recipes): the same grain in original and output
  let seed = 1;
  const grain = (): number => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) >>> 30;
  const blocks = Array.from({ length: frames }, (_, frame) => ({
    width,
    height,
    delay: 5,
    indices: Uint8Array.from({ length: width * height }, (__, at) => {
      const shade = ((at % width) + Math.floor(at / width) + 3 * frame) >> 2;
      return (shade + grain()) % COLORS;
    }),
  }));
  return writeGif({ width, height, palette, blocks: [loop(0), ...blocks] });
}
