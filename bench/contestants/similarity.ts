/** similarity.js MEASURE PLANES WIDTH HEIGHT PAIRS: pairs of luma planes (bench/files/planes.ts), a value for each. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type * as CompiledMsSsim from '../../src/image/quality/kernels/compiled-ms-ssim.js';
import type * as CompiledSsim from '../../src/image/quality/kernels/compiled-ssim.js';
import { product } from './product.js';
import { serve } from './serve.js';

type Pair = readonly [original: Uint8Array, output: Uint8Array];
/** Takes luma planes in once, as it wants them, and then measures all pairs whenever it is called. */
type Measure = (pairs: readonly Pair[]) => () => number[];

const [name = '', path = '', ...sizes] = process.argv.slice(2);
const [width = 0, height = 0, count = 0] = sizes.map(Number);
const require = createRequire(import.meta.url);
const asItIs = (luma: Uint8Array): Uint8Array => luma;

const MEASURES: Readonly<Record<string, () => Promise<Measure> | Measure>> = {
  ssim,
  msssim,
  'ssim.js': ssimJs,
  'image-ssim': imageSsim,
  'blazediff-ssim': () => blazediff('@blazediff/ssim'),
  'blazediff-msssim': () => blazediff('@blazediff/ssim/msssim'),
};

await serve(async () => {
  const measure = await MEASURES[name]!();
  const bytes = readFileSync(path);
  const plane = (index: number): Uint8Array =>
    new Uint8Array(bytes.subarray(index * width * height, (index + 1) * width * height));
  const pairs = Array.from({ length: count }, (_, pair) => [plane(2 * pair), plane(2 * pair + 1)] as const);
  const all = measure(pairs);
  const pass = async (): Promise<number[]> => all();
  return { check: pass, pass };
});

function of<Plane>(
  prepare: (luma: Uint8Array) => Plane,
  compare: (original: Plane, output: Plane) => number | null,
): Measure {
  return (pairs) => {
    const prepared = pairs.map(([original, output]) => [prepare(original), prepare(output)] as const);
    return () =>
      prepared.map(([original, output]) => {
        const value = compare(original, output);
        if (value === null || !Number.isFinite(value))
          throw new Error(`Expected a number of ${name} but received ${value}`);
        return value;
      });
  };
}

async function ssim(): Promise<Measure> {
  const { createSsim } = await product<typeof CompiledSsim>('image/quality/kernels/compiled-ssim.js');
  return of(asItIs, createSsim(width, height));
}

async function msssim(): Promise<Measure> {
  const { createMsSsim } = await product<typeof CompiledMsSsim>('image/quality/kernels/compiled-ms-ssim.js');
  return of(asItIs, createMsSsim(width, height));
}

/** ssim.js' own matrix: a plain array of numbers. */
interface Matrix {
  readonly width: number;
  readonly height: number;
  readonly data: readonly number[];
}

/** `fast`: 11 x 11 Gaussian of sigma 1.5, valid region; called behind its conversion to grey and its downsampling. */
function ssimJs(): Measure {
  const { ssim: fast } = require('ssim.js/dist/ssim') as { ssim: (a: Matrix, b: Matrix, options: object) => Matrix };
  const { mean2d } = require('ssim.js/dist/math') as { mean2d: (map: Matrix) => number };
  const options = { windowSize: 11, k1: 0.01, k2: 0.03, bitDepth: 8 };
  return of<Matrix>(
    (luma) => ({ width, height, data: Array.from(luma) }),
    (original, output) => mean2d(fast(original, output, options)),
  );
}

interface Grey {
  readonly width: number;
  readonly height: number;
  readonly channels: 1;
  readonly data: Uint8Array;
}

function imageSsim(): Measure {
  const { compare } = require('image-ssim') as { compare: (a: Grey, b: Grey) => { ssim: number } };
  return of<Grey>(
    (data) => ({ width, height, channels: 1, data }),
    (original, output) => compare(original, output).ssim,
  );
}

/** Takes RGBA only: grey stays the same grey, and its conversion is part of its cost. */
function blazediff(module: string): Measure {
  type Compare = (a: Uint8Array, b: Uint8Array, map: undefined, width: number, height: number) => number;
  const { default: compare } = require(module) as { default: Compare };
  return of(
    (luma) => Uint8Array.from({ length: 4 * luma.length }, (_, i) => (i % 4 === 3 ? 255 : luma[i >> 2]!)),
    (original, output) => compare(original, output, undefined, width, height),
  );
}
