import { expectValues } from './sizes.js';

/** Areas begin at every 8th pixel and are 32 pixels wide and high: some letters of a caption, a face, an icon. */
const STEP = 8;
const SIDE_STEPS = 4;

/**
 * Variance from which an area of the original shows something: a standard deviation of 30 grey levels is what black
 * letters, edges and outlines have, while grain, dithering and soft shades (which compressors may lose) stay below.
 */
const SHOWS_SOMETHING = 30 ** 2;

/** SSIM's C2, (0.03 x 255)^2, so that the figure reads like SSIM's. */
const C2 = (0.03 * 255) ** 2;

/**
 * The structure term of SSIM, (2 cov + C2) / (var a + var b + C2), over whole areas of 32 x 32 pixels instead of 11 x 11
 * windows, and only where the original shows something: an erased or replaced caption has about 0 in its area, dithering
 * and lossy compression of the same area leave it above 0.5.
 *
 * @returns a function of two luma planes of width x height bytes, the original first: the lowest value of all
 * areas, -1..1 (1 = same); null where no area of the original shows anything
 */
export function createLocalStructure(
  width: number,
  height: number,
): (original: Uint8Array, output: Uint8Array) => number | null {
  const columns = Math.ceil(width / STEP);
  const rows = Math.ceil(height / STEP);
  const wide = Math.min(SIDE_STEPS, columns);
  const high = Math.min(SIDE_STEPS, rows);
  // for each column of the current area row: [pixels, sum a, sum b, sum a^2, sum b^2, sum ab]
  const squares = Array.from({ length: SIDE_STEPS }, () => new Float64Array(SUMS * columns));
  const area = new Float64Array(SUMS);

  return (original, output) => {
    expectValues(width * height, { original, output });
    let lowest: number | null = null;
    for (let row = 0; row < rows; row++) {
      sumSquares(original, output, width, row * STEP, Math.min(height, (row + 1) * STEP), squares[row % SIDE_STEPS]!);
      if (row + 1 < high) continue;
      for (let left = 0; left + wide <= columns; left++) {
        area.fill(0);
        for (let slot = 0; slot < high; slot++) {
          const sums = squares[slot]!;
          for (let i = 0; i < SUMS * wide; i++) area[i % SUMS]! += sums[SUMS * left + i]!;
        }
        const value = structureOf(area);
        if (value !== null && (lowest === null || value < lowest)) lowest = value;
      }
    }
    return lowest;
  };
}

const SUMS = 6;

/** Sums over the squares of STEP x STEP pixels in the rows from `top` to `bottom`. */
function sumSquares(a: Uint8Array, b: Uint8Array, width: number, top: number, bottom: number, out: Float64Array): void {
  out.fill(0);
  for (let y = top; y < bottom; y++) {
    for (let x = 0, i = y * width; x < width; x++, i++) {
      const at = SUMS * Math.floor(x / STEP);
      const u = a[i]!;
      const v = b[i]!;
      out[at]! += 1;
      out[at + 1]! += u;
      out[at + 2]! += v;
      out[at + 3]! += u * u;
      out[at + 4]! += v * v;
      out[at + 5]! += u * v;
    }
  }
}

/** Variances and covariance times n^2 are whole numbers, hence exact. */
function structureOf(sums: Float64Array): number | null {
  const [n, a, b, aa, bb, ab] = sums as unknown as readonly [number, number, number, number, number, number];
  const varianceA = n * aa - a * a;
  if (varianceA < SHOWS_SOMETHING * (n * n)) return null;
  const varianceB = n * bb - b * b;
  const covariance = n * ab - a * b;
  const c2 = C2 * (n * n);
  return (covariance + covariance + c2) / (varianceA + varianceB + c2);
}
