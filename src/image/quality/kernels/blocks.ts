import { expectValues } from './sizes.js';

/** Blocks along a side; the last one is smaller where the side is no multiple. */
export function blocksAlong(side: number, block: number): number {
  return Math.ceil(side / block);
}

/**
 * Means of block x block squares of a luma plane: a low-pass in which dithering averages out.
 *
 * @param luma width x height bytes
 * @param block side in pixels, 1 and up; squares cut by the right or lower border average what there is
 * @param out blocksAlong(width) x blocksAlong(height) values, 0..255; written whole and returned
 */
export function blockMeans(
  luma: Uint8Array,
  width: number,
  height: number,
  block: number,
  out: Float32Array,
): Float32Array {
  expectValues(width * height, { luma });
  expectValues(blocksAlong(width, block) * blocksAlong(height, block), { out });
  let o = 0;
  for (let top = 0; top < height; top += block) {
    const bottom = Math.min(top + block, height);
    for (let left = 0; left < width; left += block) {
      const right = Math.min(left + block, width);
      let sum = 0;
      for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) sum += luma[y * width + x]!;
      out[o++] = sum / ((bottom - top) * (right - left));
    }
  }
  return out;
}
