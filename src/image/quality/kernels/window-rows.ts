import { expectValues } from './sizes.js';

export type Plane = Uint8Array | Float32Array;

/** @param means of a, b, a^2 + b^2 and ab interleaved, one window after another; valid until the next row */
export type EachRow = (means: Float64Array, row: number) => void;

/** Half of a normalised Gaussian window: [centre, 1 px off, ... radius px off]. */
export function gaussianHalf(radius: number, sigma: number): number[] {
  const half = Array.from({ length: radius + 1 }, (_, i) => Math.exp(-(i * i) / (2 * sigma * sigma)));
  const total = 2 * half.reduce((sum, w) => sum + w, 0) - half[0]!;
  return half.map((w) => w / total);
}

/**
 * The weighted means that SSIM is made of, under a square window wherever it lies whole in both planes. SSIM needs the
 * two variances only as their sum, so four filtered planes do. Sums are 64-bit.
 *
 * @param half weights of the symmetric window along one side: [centre, 1 px off, ...]
 * @param width at least the window's side, 2 x half.length - 1, as height
 * @returns a function of two planes that calls `eachRow` for every row of windows, from the top. Its scratch rows are
 * kept between calls.
 */
export function createWindowRows(
  width: number,
  height: number,
  half: readonly number[],
): (a: Plane, b: Plane, eachRow: EachRow) => void {
  const side = 2 * half.length - 1;
  const columns = width - side + 1;
  const stride = 4 * columns;
  // the rows under the window, filtered along x
  const ring = new Float64Array(side * stride);
  const means = new Float64Array(stride);
  const weights = Float64Array.from(half);

  return (a, b, eachRow) => {
    expectValues(width * height, { a, b });
    for (let y = 0; y < height; y++) {
      filterAlongX(a, b, y * width, weights, ring, (y % side) * stride, stride);
      if (y < side - 1) continue;
      filterAlongY(ring, (y + 1) % side, weights, means);
      eachRow(means, y - side + 1);
    }
  };
}

function filterAlongX(
  a: Plane,
  b: Plane,
  start: number,
  weights: Float64Array,
  out: Float64Array,
  at: number,
  stride: number,
): void {
  const radius = weights.length - 1;
  const w0 = weights[0]!;
  for (let centre = start + radius, o = at; o < at + stride; centre++, o += 4) {
    const a0 = a[centre]!;
    const b0 = b[centre]!;
    let meanA = w0 * a0;
    let meanB = w0 * b0;
    let squares = w0 * (a0 * a0 + b0 * b0);
    let product = w0 * (a0 * b0);
    for (let k = 1; k <= radius; k++) {
      const w = weights[k]!;
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
function filterAlongY(ring: Float64Array, first: number, weights: Float64Array, out: Float64Array): void {
  const stride = out.length;
  const radius = weights.length - 1;
  const side = 2 * radius + 1;
  const row = (k: number): number => ((first + radius + k) % side) * stride;
  const centre = row(0);
  for (let i = 0; i < stride; i++) out[i] = weights[0]! * ring[centre + i]!;
  for (let k = 1; k <= radius; k++) {
    const w = weights[k]!;
    const above = row(-k);
    const below = row(k);
    for (let i = 0; i < stride; i++) out[i] = out[i]! + w * (ring[above + i]! + ring[below + i]!);
  }
}
