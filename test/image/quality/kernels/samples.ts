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
