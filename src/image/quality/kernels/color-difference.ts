import { deltaE2000 } from './delta-e.js';
import { createHistogram } from './histogram.js';
import { labOfLinear, linearOf, type Lab } from './lab.js';
import { expectValues } from './sizes.js';

/** How far the colours of two pictures are apart, in CIEDE2000 units: 1 is just noticeable, black to white is 100. */
export interface ColorDifference {
  /** Mean over pixels, 0 and up; 0 only for pictures whose block means are equal. */
  readonly mean: number;
  /** 95th percentile of pixels, rounded up to 0.05 (never above max). */
  readonly p95: number;
  readonly max: number;
  /** The highest mean of AREA_BLOCKS x AREA_BLOCKS neighbouring blocks: what no percentile of a large picture sees. */
  readonly worstArea: number;
}

/** Percentiles count in steps of 0.05, finer than anyone sees. */
export const DELTA_E_STEP = 0.05;
/** No two sRGB colours are farther apart. */
export const DELTA_E_LARGEST = 150;

/** With blocks of 8: 24 x 24 pixels, about the smallest thing in a picture that is looked at for itself. */
export const AREA_BLOCKS = 3;

/**
 * @returns a function of two packed RGB pictures of width x height pixels. It compares the means of block x block squares
 * (each counting its pixels): honest dithering averages out there, a hue swap, fade or cast stays. Means are taken of the
 * gamma-encoded bytes: there compressors spread their error, and in linear light a dark line on white nearly vanishes,
 * faded or not. The scratch memory is kept between calls.
 */
export function createColorDifference(): (
  a: Uint8Array,
  b: Uint8Array,
  width: number,
  height: number,
  block: number,
) => ColorDifference {
  const histogram = createHistogram(DELTA_E_STEP, DELTA_E_LARGEST);
  const labA = new Float64Array(3);
  const labB = new Float64Array(3);
  // the last AREA_BLOCKS rows of blocks: difference x pixels, and pixels
  let sums: Float64Array[] = [];
  let weights: Float64Array[] = [];

  return (a, b, width, height, block) => {
    expectValues(3 * width * height, { a, b });
    histogram.clear();
    const columns = Math.ceil(width / block);
    const rows = Math.ceil(height / block);
    if (sums[0]?.length !== columns) {
      sums = Array.from({ length: AREA_BLOCKS }, () => new Float64Array(columns));
      weights = Array.from({ length: AREA_BLOCKS }, () => new Float64Array(columns));
    }
    let worstArea = 0;
    for (let row = 0; row < rows; row++) {
      const top = row * block;
      const bottom = Math.min(top + block, height);
      const slot = row % AREA_BLOCKS;
      for (let column = 0; column < columns; column++) {
        const left = column * block;
        const right = Math.min(left + block, width);
        blockLab(a, width, left, right, top, bottom, labA);
        blockLab(b, width, left, right, top, bottom, labB);
        const difference = deltaE2000(labA, labB);
        const pixels = (right - left) * (bottom - top);
        histogram.add(difference, pixels);
        sums[slot]![column] = difference * pixels;
        weights[slot]![column] = pixels;
      }
      // a picture with fewer rows is one area high
      if (row + 1 >= Math.min(AREA_BLOCKS, rows)) {
        worstArea = Math.max(worstArea, worstOfRow(sums, weights, columns, Math.min(AREA_BLOCKS, rows)));
      }
    }
    return { mean: histogram.mean, p95: histogram.percentile(0.95), max: histogram.max, worstArea };
  };
}

function worstOfRow(
  sums: readonly Float64Array[],
  weights: readonly Float64Array[],
  columns: number,
  high: number,
): number {
  const wide = Math.min(AREA_BLOCKS, columns);
  let worst = 0;
  for (let left = 0; left + wide <= columns; left++) {
    let sum = 0;
    let weight = 0;
    for (let slot = 0; slot < high; slot++) {
      for (let column = left; column < left + wide; column++) {
        sum += sums[slot]![column]!;
        weight += weights[slot]![column]!;
      }
    }
    worst = Math.max(worst, sum / weight);
  }
  return worst;
}

function blockLab(
  rgb: Uint8Array,
  width: number,
  left: number,
  right: number,
  top: number,
  bottom: number,
  out: Lab,
): void {
  let r = 0;
  let g = 0;
  let b = 0;
  for (let y = top; y < bottom; y++) {
    const end = 3 * (y * width + right);
    for (let i = 3 * (y * width + left); i < end; i += 3) {
      r += rgb[i]!;
      g += rgb[i + 1]!;
      b += rgb[i + 2]!;
    }
  }
  const pixels = (right - left) * (bottom - top);
  labOfLinear(linearOf(r / pixels), linearOf(g / pixels), linearOf(b / pixels), out);
}
