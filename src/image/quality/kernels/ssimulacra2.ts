import { expectValues } from './sizes.js';
import { SSIMULACRA2_WEIGHTS } from './ssimulacra2-weights.js';
import { truncatedCosineHalf } from './truncated-cosine.js';
import { createWindowRows } from './window-rows.js';
import { linearise, positiveXyb } from './xyb.js';

/** Pictures with a smaller side have no score; the published program refuses them too. */
export const SSIMULACRA2_SMALLEST_SIDE = 8;

const SCALES = 6;
export const CHANNELS = 3;
/** Mean and 4-norm of structure, artifacts and lost detail. */
export const NORMS = 6;
const WINDOW = truncatedCosineHalf(1.5);
/** Beyond the border the window sees zeros. */
export const MARGIN = WINDOW.length - 1;
const C2 = 0.0009;

/**
 * SSIMULACRA 2.1 by Jon Sneyers (Cloudinary, 2022, updated in April 2023), after the published description: structure,
 * artifact (edges that the original does not have) and lost-detail maps of X, Y and B - Y at six scales, halved in linear
 * light, their means and 4-norms weighted and mapped to a scale that follows subjective scores.
 *
 * A picture that is under 8 px at some scale ends there, as in the published program, and the weights are then taken in
 * sequence, whatever scale they were fitted for: under 113 px a side the score says little. Sums are 64-bit here; the
 * published program rounds to 32 bits on its way and lands up to 0.3 lower on a picture of 512 x 512, most near 100.
 *
 * @returns a function of two packed RGB pictures of width x height pixels, the original first: 100 for equal pictures, 90
 * visually lossless, 70 high, 50 medium, 30 low quality, below 0 worse than any use; not symmetric. null where a side is
 * under 8 px. It keeps its scratch planes between calls, 48 bytes a pixel.
 */
export function createSsimulacra2(width: number, height: number): (a: Uint8Array, b: Uint8Array) => number | null {
  if (width < SSIMULACRA2_SMALLEST_SIDE || height < SSIMULACRA2_SMALLEST_SIDE) return () => null;
  const scales = scalesOf(width, height).map((size) => ({ ...size, compare: createComparison(size) }));
  const original = createSide(width, height);
  const output = createSide(width, height);
  const norms = new Float64Array(NORMS * CHANNELS * scales.length);

  return (a, b) => {
    expectValues(CHANNELS * width * height, { a, b });
    linearise(a, original.linear);
    linearise(b, output.linear);
    for (const [index, scale] of scales.entries()) {
      const finer = scales[index - 1];
      const planes = [original, output].map(({ linear, planesOf }) => {
        if (finer) halveInPlace(linear, finer.width, finer.height);
        const xyb = planesOf(scale);
        positiveXyb(linear, scale.width, scale.height, MARGIN, xyb);
        return xyb;
      });
      for (let channel = 0; channel < CHANNELS; channel++) {
        const at = NORMS * (channel * scales.length + index);
        scale.compare(planes[0]![channel]!, planes[1]![channel]!, norms.subarray(at, at + NORMS));
      }
    }
    return scoreOf(norms);
  };
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Sizes of the scales, the picture's own first. */
export function scalesOf(width: number, height: number): Size[] {
  const scales = [{ width, height }];
  for (let last = scales[0]!; scales.length < SCALES; scales.push(last)) {
    if (Math.min(last.width, last.height) < SSIMULACRA2_SMALLEST_SIDE) break;
    last = { width: Math.ceil(last.width / 2), height: Math.ceil(last.height / 2) };
  }
  return scales;
}

/** One of the two pictures: its linear RGB, and room for its XYB planes with their margins. */
interface Side {
  readonly linear: Float32Array;
  readonly planesOf: (scale: Size) => [Float32Array, Float32Array, Float32Array];
}

function createSide(width: number, height: number): Side {
  const room = Array.from({ length: CHANNELS }, () => new Float32Array(pixelsWithMargin({ width, height })));
  return {
    linear: new Float32Array(CHANNELS * width * height),
    planesOf(scale) {
      const [x, y, b] = room.map((plane) => plane.subarray(0, pixelsWithMargin(scale)));
      return [x!, y!, b!];
    },
  };
}

function pixelsWithMargin({ width, height }: Size): number {
  return (width + 2 * MARGIN) * (height + 2 * MARGIN);
}

/** Means of 2 x 2 pixels, an odd last row or column counted twice; every value is read before its place is written. */
function halveInPlace(linear: Float32Array, width: number, height: number): void {
  for (let y = 0, o = 0; y < height; y += 2) {
    const top = y * width;
    const bottom = Math.min(y + 1, height - 1) * width;
    for (let x = 0; x < width; x += 2) {
      const right = Math.min(x + 1, width - 1);
      for (let c = 0; c < CHANNELS; c++) {
        const left = CHANNELS * x + c;
        const next = CHANNELS * right + c;
        linear[o++] =
          (linear[CHANNELS * top + left]! +
            linear[CHANNELS * top + next]! +
            linear[CHANNELS * bottom + left]! +
            linear[CHANNELS * bottom + next]!) /
          4;
      }
    }
  }
}

/** @returns a function of two planes with margins that writes their NORMS norms */
function createComparison({ width, height }: Size): (a: Float32Array, b: Float32Array, norms: Float64Array) => void {
  const stride = width + 2 * MARGIN;
  const windowRows = createWindowRows(stride, height + 2 * MARGIN, WINDOW);
  return (a, b, norms) => {
    norms.fill(0);
    windowRows(a, b, (means, row) => {
      addRow(a, b, (row + MARGIN) * stride + MARGIN, means, norms);
    });
    toNorms(norms, width * height);
  };
}

/** Sums of three errors and of their 4th powers become means and 4-norms. */
export function toNorms(sums: Float64Array, pixels: number): void {
  for (let i = 0; i < NORMS; i++) {
    const mean = sums[i]! / pixels;
    sums[i] = i < NORMS / 2 ? mean : Math.sqrt(Math.sqrt(mean));
  }
}

/** Adds a row's errors and their 4th powers to `sums`; its first pixel is at `start` in both planes. */
function addRow(a: Float32Array, b: Float32Array, start: number, means: Float64Array, sums: Float64Array): void {
  for (let i = 0, at = start; i < means.length; i += 4, at++) {
    const meanA = means[i]!;
    const meanB = means[i + 1]!;
    // SSIM without its denominator for luminance: XYB is perceptually even already
    const luminance = 1 - (meanA - meanB) ** 2;
    const covariance = means[i + 3]! - meanA * meanB;
    const variances = means[i + 2]! - (meanA * meanA + meanB * meanB);
    const structure = Math.max(0, 1 - (luminance * (2 * covariance + C2)) / (variances + C2));
    const edges = (1 + Math.abs(b[at]! - meanB)) / (1 + Math.abs(a[at]! - meanA)) - 1;
    const artifact = Math.max(0, edges);
    const lostDetail = Math.max(0, -edges);
    sums[0]! += structure;
    sums[1]! += artifact;
    sums[2]! += lostDetail;
    sums[3]! += structure ** 4;
    sums[4]! += artifact ** 4;
    sums[5]! += lostDetail ** 4;
  }
}

/**
 * The published mapping from weighted errors to a score of at most 100.
 *
 * @param norms channel by channel, in it scale by scale
 */
export function scoreOf(norms: Float64Array): number {
  const error = 0.9562382616834844 * norms.reduce((sum, norm, i) => sum + SSIMULACRA2_WEIGHTS[i]! * norm, 0);
  const mapped = 2.326765642916932 * error - 0.020884521182843837 * error ** 2 + 6.248496625763138e-5 * error ** 3;
  return mapped > 0 ? 100 - 10 * mapped ** 0.6276336467831387 : 100;
}
