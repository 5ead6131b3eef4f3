import { deltaE2000 } from './delta-e.js';
import { createHistogram } from './histogram.js';
import { labOfLinear, linearOf, type Lab } from './lab.js';
import { createPairDifference } from './pair-cache.js';
import { expectValues } from './sizes.js';

/** How far the colours of two pictures are apart, in CIEDE2000 units: 1 is just noticeable, black to white is 100. */
export interface ColorDifference {
  /** Mean over pixels, 0 and up; 0 only for pictures whose colours (or block means) are equal. */
  readonly mean: number;
  /** 95th and 99th percentile of pixels, rounded up to 0.05 (never above max). */
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
  /** Share of pixels that differ by more than 2 (an untrained eye sees it), 5 (two colours) and 10, 0..1. */
  readonly over2: number;
  readonly over5: number;
  readonly over10: number;
}

// steps of visibility as Mokrzycki and Tatol put them ("Color difference Delta E: a survey", Machine Graphics and Vision
// 20(4), 2011): from 2 an untrained eye sees it, above 5 it takes them for two colours; 10 is far beyond doubt
const OVER = [2, 5, 10] as const;
// percentiles count in steps of 0.05, finer than anyone sees; no two sRGB colours are 150 apart
const STEP = 0.05;
const LARGEST = 150;

/**
 * @returns a function of two packed RGB pictures of width x height pixels. With `block` above 1 it compares the means of
 * block x block squares (each counting its pixels): honest dithering averages out there, a hue swap, fade or cast stays.
 * Means are taken of the gamma-encoded bytes: there compressors spread their error, and in linear light a dark line on
 * white nearly vanishes, faded or not. The scratch memory is kept between calls.
 */
export function createColorDifference(): (
  a: Uint8Array,
  b: Uint8Array,
  width: number,
  height: number,
  block: number,
) => ColorDifference {
  const pairDifference = createPairDifference();
  const histogram = createHistogram(STEP, LARGEST, OVER);
  const labA = new Float64Array(3);
  const labB = new Float64Array(3);

  return (a, b, width, height, block) => {
    expectValues(3 * width * height, { a, b });
    histogram.clear();
    if (block === 1) {
      for (let i = 0; i < a.length; i += 3) histogram.add(pairDifference(colorAt(a, i), colorAt(b, i)), 1);
    } else {
      for (let top = 0; top < height; top += block) {
        const bottom = Math.min(top + block, height);
        for (let left = 0; left < width; left += block) {
          const right = Math.min(left + block, width);
          blockLab(a, width, left, right, top, bottom, labA);
          blockLab(b, width, left, right, top, bottom, labB);
          histogram.add(deltaE2000(labA, labB), (right - left) * (bottom - top));
        }
      }
    }
    return {
      mean: histogram.mean,
      p95: histogram.percentile(0.95),
      p99: histogram.percentile(0.99),
      max: histogram.max,
      over2: histogram.over(0),
      over5: histogram.over(1),
      over10: histogram.over(2),
    };
  };
}

function colorAt(rgb: Uint8Array, i: number): number {
  return (rgb[i]! << 16) | (rgb[i + 1]! << 8) | rgb[i + 2]!;
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
