import { expectValues } from './sizes.js';

/** Side of the Gaussian window in pixels; smaller pictures have no SSIM. */
export const SSIM_WINDOW = 11;

const SIGMA = 1.5;
// (K1 L)^2 and (K2 L)^2 with K1 = 0.01, K2 = 0.03, L = 255
const C1 = (0.01 * 255) ** 2;
const C2 = (0.03 * 255) ** 2;

/** Half of the normalised window: [centre, 1 px off, ... 5 px off]. */
const WEIGHTS = gaussianHalf((SSIM_WINDOW - 1) / 2, SIGMA);

function gaussianHalf(radius: number, sigma: number): number[] {
  const half = Array.from({ length: radius + 1 }, (_, i) => Math.exp(-(i * i) / (2 * sigma * sigma)));
  const total = 2 * half.reduce((sum, w) => sum + w, 0) - half[0]!;
  return half.map((w) => w / total);
}

/**
 * Structural similarity by Wang, Bovik, Sheikh and Simoncelli, "Image Quality Assessment: From Error Visibility to
 * Structural Similarity" (IEEE TIP 13(4), 2004): 11 x 11 Gaussian window of sigma 1.5, K1 = 0.01, K2 = 0.03, L = 255,
 * valid region only, no downsampling; population (not sample) covariance. Sums are 64-bit.
 *
 * The formula needs the two variances only as their sum, so four filtered planes do: a, b, a^2 + b^2 and ab.
 *
 * @returns a function of two luma planes of width x height bytes: the mean over every window that lies whole in the
 * picture, -1..1, exactly 1 for equal planes; null where a side is under 11 px. It keeps its scratch rows between calls.
 */
export function createSsim(width: number, height: number): (a: Uint8Array, b: Uint8Array) => number | null {
  if (width < SSIM_WINDOW || height < SSIM_WINDOW) return () => null;
  const columns = width - SSIM_WINDOW + 1;
  const rows = height - SSIM_WINDOW + 1;
  const stride = 4 * columns;
  // the last 11 rows, filtered along x: [mean a, mean b, mean a^2 + b^2, mean ab] interleaved
  const ring = new Float64Array(SSIM_WINDOW * stride);
  const acrossRows = new Float64Array(stride);

  return (a, b) => {
    expectValues(width * height, { a, b });
    let sum = 0;
    for (let y = 0; y < height; y++) {
      filterAlongX(a, b, y * width, columns, ring, (y % SSIM_WINDOW) * stride);
      if (y < SSIM_WINDOW - 1) continue;
      filterAlongY(ring, (y + 1) % SSIM_WINDOW, acrossRows);
      for (let i = 0; i < stride; i += 4) {
        sum += similarity(acrossRows[i]!, acrossRows[i + 1]!, acrossRows[i + 2]!, acrossRows[i + 3]!);
      }
    }
    return sum / (columns * rows);
  };
}

/** Equations 13 of the paper. For equal planes numerator and denominator are the same doubles, so the value is exactly 1. */
function similarity(meanA: number, meanB: number, meanSquares: number, meanProduct: number): number {
  const squares = meanA * meanA + meanB * meanB;
  const product = meanA * meanB;
  const variances = meanSquares - squares;
  const covariance = meanProduct - product;
  const value = ((2 * product + C1) * (2 * covariance + C2)) / ((squares + C1) * (variances + C2));
  // rounding may step over the ends by an ulp
  return value > 1 ? 1 : value < -1 ? -1 : value;
}

function filterAlongX(
  a: Uint8Array,
  b: Uint8Array,
  start: number,
  columns: number,
  out: Float64Array,
  at: number,
): void {
  const radius = (SSIM_WINDOW - 1) / 2;
  const w0 = WEIGHTS[0]!;
  for (let x = 0, o = at; x < columns; x++, o += 4) {
    const centre = start + x + radius;
    const a0 = a[centre]!;
    const b0 = b[centre]!;
    let meanA = w0 * a0;
    let meanB = w0 * b0;
    let squares = w0 * (a0 * a0 + b0 * b0);
    let product = w0 * (a0 * b0);
    for (let k = 1; k <= radius; k++) {
      const w = WEIGHTS[k]!;
      const a1 = a[centre - k]!;
      const a2 = a[centre + k]!;
      const b1 = b[centre - k]!;
      const b2 = b[centre + k]!;
      meanA += w * (a1 + a2);
      meanB += w * (b1 + b2);
      squares += w * (a1 * a1 + b1 * b1 + (a2 * a2 + b2 * b2));
      product += w * (a1 * b1 + a2 * b2);
    }
    out[o] = meanA;
    out[o + 1] = meanB;
    out[o + 2] = squares;
    out[o + 3] = product;
  }
}

/** @param first ring slot of the window's top row */
function filterAlongY(ring: Float64Array, first: number, out: Float64Array): void {
  const stride = out.length;
  const radius = (SSIM_WINDOW - 1) / 2;
  const row = (k: number): number => ((first + radius + k) % SSIM_WINDOW) * stride;
  const centre = row(0);
  for (let i = 0; i < stride; i++) out[i] = WEIGHTS[0]! * ring[centre + i]!;
  for (let k = 1; k <= radius; k++) {
    const w = WEIGHTS[k]!;
    const above = row(-k);
    const below = row(k);
    for (let i = 0; i < stride; i++) out[i] = out[i]! + w * (ring[above + i]! + ring[below + i]!);
  }
}
