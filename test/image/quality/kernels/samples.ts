import { readFileSync } from 'node:fs';
import { fc } from '@fast-check/vitest';

/** Parameters of the formula that scripts/reference-metrics.py draws with. */
export interface Spec {
  readonly seed: number;
  readonly slopeX: number;
  readonly slopeY: number;
  readonly noise: number;
}

interface Described {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly a: Spec;
  readonly b: Spec;
}

interface Pair extends Described {
  readonly luma: {
    readonly ssim: number;
    readonly ssimFast: number;
    readonly gmsd: number;
    readonly gradientEnergies: readonly [number, number];
  };
  readonly rgb: {
    readonly mse: number;
    readonly psnr: number;
    readonly ffmpegPsnr: number;
    readonly lumaSum: number;
    readonly colorDifference: readonly {
      readonly block: number;
      readonly mean: number;
      readonly p95: number;
      readonly max: number;
    }[];
  };
}

interface LargePair extends Described {
  readonly ssim: number;
  readonly ssimFast: number;
  readonly msSsim: number;
}

interface ScoredPair extends Described {
  readonly ssimulacra2: number;
  /** From the author's own program. */
  readonly published: number;
}

/** A luma plane, and the same with its levels rounded down to multiples of `step`. */
interface Posterised {
  readonly width: number;
  readonly height: number;
  readonly original: Spec;
  readonly step: number;
  readonly banding: number;
}

interface Temporal {
  readonly width: number;
  readonly height: number;
  readonly specs: readonly [Spec, Spec, Spec, Spec];
  readonly excess: number;
}

/** Values of scikit-image, SciPy, NumPy, Pillow, FFmpeg and ssimulacra2; see scripts/reference-metrics.py. */
export const reference = JSON.parse(
  readFileSync(new URL('../../../../fixtures/metrics/reference.json', import.meta.url), 'utf8'),
) as {
  readonly pairs: readonly Pair[];
  readonly largePairs: readonly LargePair[];
  readonly scoredPairs: readonly ScoredPair[];
  readonly posterised: readonly Posterised[];
  readonly temporal: readonly Temporal[];
  readonly labPairs: readonly (readonly [number, number, number, number, number, number, number])[];
};

/** A wrapping ramp plus noise from a linear congruential generator, bit for bit as in scripts/reference-metrics.py. */
function sample(width: number, height: number, channels: number, spec: Spec): Uint8Array {
  const out = new Uint8Array(width * height * channels);
  let state = spec.seed;
  let i = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < channels; c++) {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        out[i++] = x * spec.slopeX + y * spec.slopeY + c * 40 + (((state >>> 24) * spec.noise) >> 8);
      }
    }
  }
  return out;
}

export function drawLuma(width: number, height: number, spec: Spec): Uint8Array {
  return sample(width, height, 1, spec);
}

export function drawRgb(width: number, height: number, spec: Spec): Uint8Array {
  return sample(width, height, 3, spec);
}

/** Mirrored left to right; `channels` values a pixel. */
export function flipped(plane: Uint8Array, width: number, channels: number): Uint8Array {
  const out = plane.slice();
  const rowLength = width * channels;
  for (let i = 0; i < plane.length; i++) {
    const x = Math.floor((i % rowLength) / channels);
    out[i + (width - 1 - 2 * x) * channels] = plane[i]!;
  }
  return out;
}

const spec: fc.Arbitrary<Spec> = fc.record({
  seed: fc.nat(),
  slopeX: fc.nat({ max: 20 }),
  slopeY: fc.nat({ max: 20 }),
  noise: fc.nat({ max: 256 }),
});

/** Two pictures of one size, 11 to 40 px a side. */
export const twoPictures = fc.record({
  width: fc.integer({ min: 11, max: 40 }),
  height: fc.integer({ min: 11, max: 40 }),
  a: spec,
  b: spec,
});

/** L1 a1 b1, L2 a2 b2, CIEDE2000. */
export type LabPair = readonly [number, number, number, number, number, number, number];

/** Table 1 of Sharma, Wu and Dalal (2005): L1 a1 b1, L2 a2 b2, CIEDE2000 to four decimals. */
export const PUBLISHED: readonly LabPair[] = [
  [50, 2.6772, -79.7751, 50, 0, -82.7485, 2.0425],
  [50, 3.1571, -77.2803, 50, 0, -82.7485, 2.8615],
  [50, 2.8361, -74.02, 50, 0, -82.7485, 3.4412],
  [50, -1.3802, -84.2814, 50, 0, -82.7485, 1],
  [50, -1.1848, -84.8006, 50, 0, -82.7485, 1],
  [50, -0.9009, -85.5211, 50, 0, -82.7485, 1],
  [50, 0, 0, 50, -1, 2, 2.3669],
  [50, -1, 2, 50, 0, 0, 2.3669],
  [50, 2.49, -0.001, 50, -2.49, 0.0009, 7.1792],
  [50, 2.49, -0.001, 50, -2.49, 0.001, 7.1792],
  [50, 2.49, -0.001, 50, -2.49, 0.0011, 7.2195],
  [50, 2.49, -0.001, 50, -2.49, 0.0012, 7.2195],
  [50, -0.001, 2.49, 50, 0.0009, -2.49, 4.8045],
  [50, -0.001, 2.49, 50, 0.001, -2.49, 4.8045],
  [50, -0.001, 2.49, 50, 0.0011, -2.49, 4.7461],
  [50, 2.5, 0, 50, 0, -2.5, 4.3065],
  [50, 2.5, 0, 73, 25, -18, 27.1492],
  [50, 2.5, 0, 61, -5, 29, 22.8977],
  [50, 2.5, 0, 56, -27, -3, 31.903],
  [50, 2.5, 0, 58, 24, 15, 19.4535],
  [50, 2.5, 0, 50, 3.1736, 0.5854, 1],
  [50, 2.5, 0, 50, 3.2972, 0, 1],
  [50, 2.5, 0, 50, 1.8634, 0.5757, 1],
  [50, 2.5, 0, 50, 3.2592, 0.335, 1],
  [60.2574, -34.0099, 36.2677, 60.4626, -34.1751, 39.4387, 1.2644],
  [63.0109, -31.0961, -5.8663, 62.8187, -29.7946, -4.0864, 1.263],
  [61.2901, 3.7196, -5.3901, 61.4292, 2.248, -4.962, 1.8731],
  [35.0831, -44.1164, 3.7933, 35.0232, -40.0716, 1.5901, 1.8645],
  [22.7233, 20.0904, -46.694, 23.0331, 14.973, -42.5619, 2.0373],
  [36.4612, 47.858, 18.3852, 36.2715, 50.5065, 21.2231, 1.4146],
  [90.8027, -2.0831, 1.441, 91.1528, -1.6435, 0.0447, 1.4441],
  [90.9257, -0.5406, -0.9208, 88.6381, -0.8985, -0.7239, 1.5381],
  [6.7747, -0.2908, -2.4247, 5.8714, -0.0985, -2.2286, 0.6377],
  [2.0776, 0.0795, -1.135, 0.9033, -0.0636, -0.5514, 0.9082],
];
