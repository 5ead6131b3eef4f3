import { expectValues } from './sizes.js';

/** Pictures with a smaller side have no whole window. */
export const SSIM_FAST_SMALLEST_SIDE = 8;

/** Windows begin at every 4th pixel and are made of 2 x 2 blocks of 4 x 4 pixels. */
export const SSIM_FAST_BLOCK = 4;
const PIXELS = 64;
/** Per block: sum of a, of b, of a^2 + b^2, of ab. */
const SUMS = 4;
// (0.01 x 255)^2 and (0.03 x 255)^2, scaled as the sums of 64 pixels are (the second by 64 x 63), to whole numbers
const C1 = 416;
const C2 = 235_963;

/**
 * SSIM as x264 and FFmpeg's `ssim` filter compute it (tests/tiny_ssim.c and libavfilter/vf_ssim.c by Loren Merritt):
 * windows of 8 x 8 pixels without weights at every 4th pixel, whole-number sums, sample covariance (63, not 64), mean of
 * all windows. Up to 3 columns on the right and rows at the bottom that fill no block are not looked at.
 *
 * Not the same figure as createSsim's: the windows are smaller and unweighted.
 *
 * @returns a function of two luma planes of width x height bytes: -1..1, exactly 1 for equal planes; null where a side
 * is under 8 px. It keeps its scratch rows between calls.
 */
export function createSsimFast(width: number, height: number): (a: Uint8Array, b: Uint8Array) => number | null {
  const columns = Math.floor(width / SSIM_FAST_BLOCK);
  const rows = Math.floor(height / SSIM_FAST_BLOCK);
  if (columns < 2 || rows < 2) return () => null;
  let above = new Float64Array(SUMS * columns);
  let below = new Float64Array(SUMS * columns);

  return (a, b) => {
    expectValues(width * height, { a, b });
    let sum = 0;
    sumBlocks(a, b, width, 0, below);
    for (let row = 1; row < rows; row++) {
      [above, below] = [below, above];
      sumBlocks(a, b, width, row * SSIM_FAST_BLOCK * width, below);
      for (let i = 0; i < SUMS * (columns - 1); i += SUMS) sum += similarity(above, below, i);
    }
    return sum / ((columns - 1) * (rows - 1));
  };
}

/** Sums of the blocks in the 4 rows from pixel `start` on. */
function sumBlocks(a: Uint8Array, b: Uint8Array, width: number, start: number, out: Float64Array): void {
  for (let o = 0, left = start; o < out.length; o += SUMS, left += SSIM_FAST_BLOCK) {
    let sumA = 0;
    let sumB = 0;
    let squares = 0;
    let product = 0;
    for (let y = 0, row = left; y < SSIM_FAST_BLOCK; y++, row += width) {
      for (let i = row; i < row + SSIM_FAST_BLOCK; i++) {
        const u = a[i]!;
        const v = b[i]!;
        sumA += u;
        sumB += v;
        squares += u * u + v * v;
        product += u * v;
      }
    }
    out[o] = sumA;
    out[o + 1] = sumB;
    out[o + 2] = squares;
    out[o + 3] = product;
  }
}

/** Of the window whose left blocks have their sums at `i`. */
function similarity(above: Float64Array, below: Float64Array, i: number): number {
  const sumA = above[i]! + above[i + 4]! + below[i]! + below[i + 4]!;
  const sumB = above[i + 1]! + above[i + 5]! + below[i + 1]! + below[i + 5]!;
  const squares = above[i + 2]! + above[i + 6]! + below[i + 2]! + below[i + 6]!;
  const product = above[i + 3]! + above[i + 7]! + below[i + 3]! + below[i + 7]!;
  const sumsSquared = sumA * sumA + sumB * sumB;
  const sumsProduct = sumA * sumB;
  const variances = PIXELS * squares - sumsSquared;
  const covariance = PIXELS * product - sumsProduct;
  return ((2 * sumsProduct + C1) * (2 * covariance + C2)) / ((sumsSquared + C1) * (variances + C2));
}
