import { expectValues } from './sizes.js';

// the paper's constant for luma 0..255
const C = 170;
/** Pictures with a smaller side have no 3 x 3 neighbourhood clear of the border after halving. */
export const GMSD_SMALLEST_SIDE = 6;

/**
 * Gradient magnitude similarity deviation by Xue, Zhang, Mou and Bovik, "Gradient Magnitude Similarity Deviation: A
 * Highly Efficient Perceptual Image Quality Index" (IEEE TIP 23(2), 2014).
 *
 * As the authors publish it: means of 2 x 2 blocks, Prewitt gradients divided by 3, c = 170, zeros beyond the border in
 * both steps (so an odd last row or column is averaged with zeros); the deviation divides by the number of values.
 *
 * @returns a function of two luma planes of width x height bytes. It keeps its scratch planes between calls and
 * returns 0 for equal planes, about 0.2 for unrelated noise, at most 0.5; null where a side is under 6 px.
 */
export function createGmsd(width: number, height: number): (a: Uint8Array, b: Uint8Array) => number | null {
  if (width < GMSD_SMALLEST_SIDE || height < GMSD_SMALLEST_SIDE) return () => null;
  const columns = Math.ceil(width / 2);
  const rows = Math.ceil(height / 2);
  // one ring of zeros around each halved plane
  const stride = columns + 2;
  const halfA = new Float64Array(stride * (rows + 2));
  const halfB = new Float64Array(stride * (rows + 2));

  return (a, b) => {
    expectValues(width * height, { a, b });
    halve(a, width, height, halfA);
    halve(b, width, height, halfB);
    let sum = 0;
    let sumOfSquares = 0;
    for (let y = 1; y <= rows; y++) {
      for (let x = 1; x <= columns; x++) {
        const i = y * stride + x;
        const squareA = prewittSquared(halfA, i, stride);
        const squareB = prewittSquared(halfB, i, stride);
        // shortfall 1 - GMS: its deviation is the same, and small numbers keep their digits
        const shortfall = 1 - (2 * Math.sqrt(squareA * squareB) + C) / (squareA + squareB + C);
        sum += shortfall;
        sumOfSquares += shortfall * shortfall;
      }
    }
    const mean = sum / (rows * columns);
    return Math.sqrt(Math.max(0, sumOfSquares / (rows * columns) - mean * mean));
  };
}

function halve(plane: Uint8Array, width: number, height: number, out: Float64Array): void {
  const stride = Math.ceil(width / 2) + 2;
  for (let y = 0, row = stride; y < height; y += 2, row += stride) {
    const below = y + 1 < height ? width : -1;
    for (let x = 0, o = row + 1; x < width; x += 2, o++) {
      const i = y * width + x;
      let sum = plane[i]!;
      if (x + 1 < width) sum += plane[i + 1]!;
      if (below > 0) sum += plane[i + below]! + (x + 1 < width ? plane[i + below + 1]! : 0);
      out[o] = sum / 4;
    }
  }
}

/** Squared magnitude of the 3 x 3 Prewitt gradient, each direction divided by 3. */
function prewittSquared(plane: Float64Array, i: number, stride: number): number {
  const nw = plane[i - stride - 1]!;
  const ne = plane[i - stride + 1]!;
  const sw = plane[i + stride - 1]!;
  const se = plane[i + stride + 1]!;
  const dx = ne + plane[i + 1]! + se - (nw + plane[i - 1]! + sw);
  const dy = sw + plane[i + stride]! + se - (nw + plane[i - stride]! + ne);
  return (dx * dx + dy * dy) / 9;
}
