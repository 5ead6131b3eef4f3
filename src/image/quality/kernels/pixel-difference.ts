import { DELTA_E_LARGEST, DELTA_E_STEP, type ColorDifference } from './color-difference.js';
import { deltaE2000 } from './delta-e.js';
import { createHistogram } from './histogram.js';
import { labOfLinear, linearOf } from './lab.js';
import { expectValues } from './sizes.js';

/** CIEDE2000 pixel by pixel, so that dithering counts in full: mean, 95th percentile and largest. */
export type PixelDifference = Omit<ColorDifference, 'worstArea'>;

const LINEAR = Float64Array.from({ length: 256 }, (_, level) => linearOf(level));

/** Pairs of colours whose difference is remembered: frames of 256 colours each rarely meet in more. */
export const REMEMBERED = 2 ** 16;

/**
 * @returns a function of two packed RGB pictures of one size; the same figures as createColorDifference with blocks of
 * one pixel. Differences of colours met before are kept between calls.
 */
export function createPixelDifference(): (a: Uint8Array, b: Uint8Array) => PixelDifference {
  const histogram = createHistogram(DELTA_E_STEP, DELTA_E_LARGEST);
  const labA = new Float64Array(3);
  const labB = new Float64Array(3);
  // which pair of colours a slot holds (no pair is -1), and its difference
  const pairs = new Float64Array(REMEMBERED).fill(-1);
  const differences = new Float64Array(REMEMBERED);

  function differenceOf(a: number, b: number): number {
    if (a === b) return 0;
    const pair = pairOf(a, b);
    const slot = slotOf(a, b);
    if (pairs[slot] !== pair) {
      labOf(a, labA);
      labOf(b, labB);
      differences[slot] = deltaE2000(labA, labB);
      pairs[slot] = pair;
    }
    return differences[slot]!;
  }

  return (a, b) => {
    expectValues(a.length, { a, b });
    histogram.clear();
    for (let i = 0; i < a.length; i += 3) {
      histogram.add(differenceOf(colorAt(a, i), colorAt(b, i)), 1);
    }
    return { mean: histogram.mean, p95: histogram.percentile(0.95), max: histogram.max };
  };
}

/** One number for two colours. */
export function pairOf(a: number, b: number): number {
  return a * 2 ** 24 + b;
}

/** Where the difference of two colours is remembered, 0..REMEMBERED - 1. */
export function slotOf(a: number, b: number): number {
  // two odd multipliers spread neighbouring colours over the slots
  return ((Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b)) >>> 16) % REMEMBERED;
}

export function colorAt(rgb: Uint8Array, i: number): number {
  return (rgb[i]! << 16) | (rgb[i + 1]! << 8) | rgb[i + 2]!;
}

function labOf(color: number, out: Float64Array): void {
  labOfLinear(LINEAR[color >> 16]!, LINEAR[(color >> 8) & 255]!, LINEAR[color & 255]!, out);
}
