import { expectValues } from './sizes.js';

/** A contour separates bands at least this wide: dithering, texture and soft edges change sooner. */
const RUN = 4;

/**
 * Banding that the original does not have: steps between two flat bands of the output where the original changes less.
 * After Wang, Kum, Chen and Kokaram, "A Perceptual Visibility Metric for Banding Artifacts" (IEEE ICIP 2016), which
 * weighs the length of false contours and the contrast across them: here every pixel of a contour counts with the square
 * of its step. Rows and columns are looked at alike.
 *
 * @param original luma, width x height bytes
 * @returns root mean square of the false steps over all places that could have one, grey levels, 0..255: 0 none, 2 a
 * grey ramp over 320 pixels in 16 bands; null where both sides are under 8 px
 */
export function banding(original: Uint8Array, output: Uint8Array, width: number, height: number): number | null {
  expectValues(width * height, { original, output });
  const places = placesIn(width) * height + placesIn(height) * width;
  if (places === 0) return null;
  let sum = 0;
  for (let y = 0; y < height; y++) sum += falseSteps(original, output, y * width, 1, width);
  for (let x = 0; x < width; x++) sum += falseSteps(original, output, x, width, height);
  return Math.sqrt(sum / places);
}

/** Places between two pixels of a line that have a whole band's width on both sides. */
function placesIn(length: number): number {
  return Math.max(0, length - 2 * RUN + 1);
}

/** Sum of the squared false steps along the line of `length` pixels that begins at `start`. */
function falseSteps(original: Uint8Array, output: Uint8Array, start: number, stride: number, length: number): number {
  let sum = 0;
  let flat = 1;
  for (let k = 1, at = start + stride; k < length; k++, at += stride) {
    const step = output[at]! - output[at - stride]!;
    if (step === 0) {
      flat++;
      continue;
    }
    if (flat >= RUN && k + RUN <= length && isFlat(output, at, stride)) {
      const excess = Math.abs(step) - Math.abs(changeAt(original, at, stride));
      if (excess > 0) sum += excess * excess;
    }
    flat = 1;
  }
  return sum;
}

function isFlat(plane: Uint8Array, at: number, stride: number): boolean {
  for (let k = 1; k < RUN; k++) if (plane[at + k * stride] !== plane[at]) return false;
  return true;
}

/** Mean of the pixels after the place less the mean of those before it. */
function changeAt(plane: Uint8Array, at: number, stride: number): number {
  let change = 0;
  for (let k = 0; k < RUN; k++) change += plane[at + k * stride]! - plane[at - (k + 1) * stride]!;
  return change / RUN;
}
