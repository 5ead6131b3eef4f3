import { expectValues } from './sizes.js';

/**
 * Mean gradient energy: dx^2 + dy^2 with differences to the right and lower neighbour, the shortest there are, so that the
 * loss of one-pixel detail counts fully ("energy of gradient" in Pertuz, Puig and Garcia, "Analysis of focus measure
 * operators for shape-from-focus", Pattern Recognition 46(5), 2013).
 *
 * @param luma width x height bytes
 * @returns squared grey levels, 0..130050; 0 where a side is under 2 px
 */
export function gradientEnergy(luma: Uint8Array, width: number, height: number): number {
  return width < 2 || height < 2 ? 0 : squaredDifferences(luma, width, height) / ((width - 1) * (height - 1));
}

function squaredDifferences(luma: Uint8Array, width: number, height: number): number {
  let sum = 0;
  for (let y = 0; y < height - 1; y++) {
    for (let x = 0; x < width - 1; x++) {
      const i = y * width + x;
      const dx = luma[i + 1]! - luma[i]!;
      const dy = luma[i + width]! - luma[i]!;
      sum += dx * dx + dy * dy;
    }
  }
  return sum;
}

/**
 * What became of the detail: gradient energy of the output over the original's. Blur lowers it (an edge spread over k
 * pixels keeps 1/k), dithering and noise raise it, honest recompression leaves it near 1.
 *
 * @returns 0 and up, 1 for equal planes; null where the original is flat (or has a side under 2 px) and no ratio exists
 */
export function gradientRatio(original: Uint8Array, output: Uint8Array, width: number, height: number): number | null {
  expectValues(width * height, { original, output });
  const before = squaredDifferences(original, width, height);
  return before === 0 ? null : squaredDifferences(output, width, height) / before;
}
