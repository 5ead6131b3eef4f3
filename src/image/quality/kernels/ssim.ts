import { createWindowRows, gaussianHalf } from './window-rows.js';

/** Side of the Gaussian window in pixels; smaller pictures have no SSIM. */
export const SSIM_WINDOW = 11;

/** Half of the window, sigma 1.5. */
export const SSIM_WEIGHTS: readonly number[] = gaussianHalf((SSIM_WINDOW - 1) / 2, 1.5);

// (K1 L)^2 and (K2 L)^2 with K1 = 0.01, K2 = 0.03, L = 255
const C1 = (0.01 * 255) ** 2;
const C2 = (0.03 * 255) ** 2;

/**
 * Structural similarity by Wang, Bovik, Sheikh and Simoncelli, "Image Quality Assessment: From Error Visibility to
 * Structural Similarity" (IEEE TIP 13(4), 2004): 11 x 11 Gaussian window of sigma 1.5, K1 = 0.01, K2 = 0.03, L = 255,
 * valid region only, no downsampling; population (not sample) covariance.
 *
 * @returns a function of two luma planes of width x height bytes: the mean over every window that lies whole in the
 * picture, -1..1, exactly 1 for equal planes; null where a side is under 11 px. It keeps its scratch rows between calls.
 */
export function createSsim(width: number, height: number): (a: Uint8Array, b: Uint8Array) => number | null {
  if (width < SSIM_WINDOW || height < SSIM_WINDOW) return () => null;
  const windowRows = createWindowRows(width, height, SSIM_WEIGHTS);
  const windows = (width - SSIM_WINDOW + 1) * (height - SSIM_WINDOW + 1);
  return (a, b) => {
    let sum = 0;
    windowRows(a, b, (means) => {
      sum += sumSimilarities(means);
    });
    return sum / windows;
  };
}

/** Sum over a row of windows of equation 13 of the paper; `means` as createWindowRows gives them. */
export function sumSimilarities(means: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < means.length; i += 4) {
    const product = means[i]! * means[i + 1]!;
    const squares = means[i]! * means[i]! + means[i + 1]! * means[i + 1]!;
    const covariance = means[i + 3]! - product;
    const variances = means[i + 2]! - squares;
    sum += clamped(((2 * product + C1) * (2 * covariance + C2)) / ((squares + C1) * (variances + C2)));
  }
  return sum;
}

/** The same without the term for luminance: contrast x structure. */
export function sumContrastStructures(means: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < means.length; i += 4) {
    const covariance = means[i + 3]! - means[i]! * means[i + 1]!;
    const variances = means[i + 2]! - (means[i]! * means[i]! + means[i + 1]! * means[i + 1]!);
    sum += clamped((2 * covariance + C2) / (variances + C2));
  }
  return sum;
}

/** Rounding may step over the ends by an ulp. For equal planes both sides of the fraction are one double: exactly 1. */
function clamped(value: number): number {
  return value > 1 ? 1 : value < -1 ? -1 : value;
}
