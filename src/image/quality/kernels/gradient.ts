/**
 * Mean gradient magnitude: sqrt(dx^2 + dy^2) with differences to the right and lower neighbour, the shortest there are,
 * so that one-pixel dithering counts fully (the energy-of-gradient sharpness measures, e.g. Pertuz, Puig and Garcia,
 * "Analysis of focus measure operators for shape-from-focus", Pattern Recognition 46(5), 2013).
 *
 * @param luma width x height values, 0..255
 * @returns grey levels per pixel, 0..361; 0 where a side is under 2 px
 */
export function meanGradient(luma: Float32Array, width: number, height: number): number {
  if (width < 2 || height < 2) return 0;
  let sum = 0;
  for (let y = 0; y < height - 1; y++) {
    for (let x = 0; x < width - 1; x++) {
      const i = y * width + x;
      const here = luma[i]!;
      const dx = luma[i + 1]! - here;
      const dy = luma[i + width]! - here;
      sum += Math.sqrt(dx * dx + dy * dy);
    }
  }
  return sum / ((width - 1) * (height - 1));
}

/**
 * What became of the detail: mean gradient of the output over the original's. Blur and banding lower it, dithering and
 * noise raise it, honest recompression leaves it near 1.
 *
 * @returns 0 and up, 1 for equal planes; null where the original is flat (or has a side under 2 px) and no ratio exists
 */
export function gradientRatio(
  original: Float32Array,
  output: Float32Array,
  width: number,
  height: number,
): number | null {
  const before = meanGradient(original, width, height);
  return before === 0 ? null : meanGradient(output, width, height) / before;
}
