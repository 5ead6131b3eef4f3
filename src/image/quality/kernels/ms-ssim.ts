import { SSIM_WEIGHTS, SSIM_WINDOW, sumContrastStructures, sumSimilarities } from './ssim.js';
import { createWindowRows, type Plane } from './window-rows.js';

/** Exponents of the five scales, finest first (section 3.2 of the paper); they sum to 1. */
const WEIGHTS = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333] as const;

export const MS_SSIM_SCALES = WEIGHTS.length;

/** Pictures with a smaller side have no whole window at the coarsest scale. */
export const MS_SSIM_SMALLEST_SIDE = SSIM_WINDOW * 2 ** (MS_SSIM_SCALES - 1);

/**
 * Multi-scale structural similarity by Wang, Simoncelli and Bovik, "Multi-Scale Structural Similarity for Image Quality
 * Assessment" (Asilomar Conference on Signals, Systems and Computers, 2003), in the product form of equation 7: mean
 * contrast x structure of each scale to the power of its weight, at the coarsest scale the mean SSIM, luminance
 * included. Window and constants are SSIM's; the next scale is made of means of 2 x 2 pixels, an odd last row or column
 * counted twice, as in the authors' program.
 *
 * A mean below 0 has no real power; it counts as 0 (the authors' program gives a complex number there, those of
 * TensorFlow and PyTorch also take 0), and with it the whole product is 0.
 *
 * @returns a function of two luma planes of width x height bytes: 0..1, exactly 1 for equal planes; null where a side is
 * under 176 px, because fewer scales are another measure. It keeps its scratch planes between calls.
 */
export function createMsSsim(width: number, height: number): (a: Uint8Array, b: Uint8Array) => number | null {
  if (width < MS_SSIM_SMALLEST_SIDE || height < MS_SSIM_SMALLEST_SIDE) return () => null;
  const scales = WEIGHTS.map((_, scale) =>
    createScale(halvedTimes(width, scale), halvedTimes(height, scale), scale > 0),
  );
  const means = new Float64Array(MS_SSIM_SCALES);

  return (a, b) => {
    let planes: Planes = { a, b };
    for (const [index, scale] of scales.entries()) {
      const finer = scales[index - 1];
      if (finer) {
        halve(planes.a, finer.width, finer.height, scale.a);
        halve(planes.b, finer.width, finer.height, scale.b);
        planes = scale;
      }
      const sumRow = index === MS_SSIM_SCALES - 1 ? sumSimilarities : sumContrastStructures;
      let sum = 0;
      scale.windowRows(planes.a, planes.b, (row) => {
        sum += sumRow(row);
      });
      means[index] = sum / scale.windows;
    }
    return productOfScales(means);
  };
}

/** @param means of contrast x structure, finest scale first, of SSIM in the last */
export function productOfScales(means: Float64Array): number {
  return WEIGHTS.reduce((product, weight, scale) => product * Math.max(0, means[scale]!) ** weight, 1);
}

type Planes = { readonly a: Plane; readonly b: Plane };

interface Scale {
  readonly width: number;
  readonly height: number;
  readonly windows: number;
  readonly windowRows: ReturnType<typeof createWindowRows>;
  // the halved planes; empty at full size. Floats hold them exactly: 8 bits and two more a scale for each direction
  readonly a: Float32Array;
  readonly b: Float32Array;
}

function createScale(width: number, height: number, halved: boolean): Scale {
  return {
    width,
    height,
    windows: (width - SSIM_WINDOW + 1) * (height - SSIM_WINDOW + 1),
    windowRows: createWindowRows(width, height, SSIM_WEIGHTS),
    a: new Float32Array(halved ? width * height : 0),
    b: new Float32Array(halved ? width * height : 0),
  };
}

export function halvedTimes(side: number, times: number): number {
  return Math.ceil(side / 2 ** times);
}

function halve(plane: Plane, width: number, height: number, out: Float32Array): void {
  for (let y = 0, o = 0; y < height; y += 2) {
    const top = y * width;
    const bottom = Math.min(y + 1, height - 1) * width;
    for (let x = 0; x < width; x += 2) {
      const right = Math.min(x + 1, width - 1);
      out[o++] = (plane[top + x]! + plane[top + right]! + plane[bottom + x]! + plane[bottom + right]!) / 4;
    }
  }
}
