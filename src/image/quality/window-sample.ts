import type { Size } from '../reader.js';
import { ssimWindows } from './kernels/compiled-ssim.js';
import { PATCH_WINDOWS, patchesOf } from './kernels/ssim-patches.js';

/** How often a bound may fail, whatever the pictures are: once in 10^12 draws of a picture that is just at its limit. */
const RISK = 2 ** -40;

/** A sample that turns out a little worse than was expected should do all the same. */
const MARGIN = 1.25;

/** One patch costs as much as 5 do when all are computed: with a 15th of them, a third of what it may spare. */
const LARGEST_SHARE = 1 / 15;

/** The compiled kernel's sums are within 1e-5 of it. */
const ROUNDING = 1e-4;

/**
 * Bounds the exact SSIM from below by some of its windows, chosen at random, one patch out of each of equal parts of the
 * picture. Nothing is assumed of the pictures but that 1 - SSIM is in 0..2: the shares that independent draws add up to
 * are as far from their mean as Hoeffding's first theorem allows ("Probability Inequalities for Sums of Bounded Random
 * Variables", JASA 58, 1963), which holds for draws from different parts too.
 */
export class WindowSample {
  readonly #patches: number;
  /** Share of the windows that whole patches would have. */
  readonly #filled: number;
  readonly #random: () => number;

  /** @param random 0..1, excluding 1; who knows it beforehand can hide damage from it */
  constructor({ width, height }: Size, random: () => number) {
    this.#patches = patchesOf(width, height);
    this.#filled = this.#patches === 0 ? 0 : ssimWindows(width, height) / (PATCH_WINDOWS * this.#patches);
    this.#random = random;
  }

  /**
   * Indices of patches to look at; null where it takes too many.
   * @param expected - about what the SSIM is
   * @param enough - what it is to be proven to be at least
   * @param changed - share 0..1 of the picture whose exact SSIM is not known from before
   */
  draw(expected: number, enough: number, changed: number): Uint32Array | null {
    const [mean, most] = [this.#shareOf(expected), this.#shareOf(enough - ROUNDING)];
    if (this.#patches === 0 || mean >= most) return null;
    const count = Math.ceil((MARGIN * -Math.log(RISK)) / divergence(mean, most));
    if (count > LARGEST_SHARE * changed * this.#patches) return null;
    const part = this.#patches / count;
    return Uint32Array.from({ length: count }, (_, i) => Math.floor((i + this.#random()) * part));
  }

  /**
   * What the SSIM of the whole picture is at least, -1..1.
   * @param shortfall - sum of 1 - SSIM over the windows of the patches that were drawn
   */
  leastSsim(shortfall: number, count: number): number {
    const share = highestMean(shortfall / (2 * PATCH_WINDOWS * count), count, RISK);
    return Math.max(-1, 1 - (2 * share) / this.#filled - ROUNDING);
  }

  /** Of what a patch falls short of SSIM 1 at most, that is what all do in the mean. */
  #shareOf(ssim: number): number {
    return ((1 - ssim) / 2) * this.#filled;
  }
}

/**
 * The highest mean, 0..1, of independent variables in 0..1 of which `count` came to a mean of `found`; it is higher with
 * a probability of `risk` at most.
 */
export function highestMean(found: number, count: number, risk: number): number {
  const enough = -Math.log(risk) / count;
  let [low, high] = [Math.max(0, found), 1];
  // to the last bits
  for (let step = 0; step < 52; step++) {
    const middle = (low + high) / 2;
    if (divergence(found, middle) < enough) low = middle;
    else high = middle;
  }
  return high;
}

/** Relative entropy of two coins, with the shares p and q of heads, in nats. */
function divergence(p: number, q: number): number {
  const heads = p <= 0 ? 0 : p * Math.log(p / q);
  const tails = p >= 1 ? 0 : (1 - p) * Math.log((1 - p) / (1 - q));
  return heads + tails;
}

/**
 * Numbers from 0 up to 1, the same for the same seed: sfc32 of PractRand (Chris Doty-Humphrey).
 * @param seed hexadecimal, of which the first 96 bits count
 */
export function randomFrom(seed: string): () => number {
  let [a, b, c] = [0, 8, 16].map((at) => Number.parseInt(seed.slice(at, at + 8) || '0', 16) | 0) as [
    number,
    number,
    number,
  ];
  let counter = 1;
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return (sum >>> 0) / 2 ** 32;
  };
  // until every bit of the seed has reached every bit
  for (let round = 0; round < 15; round++) next();
  return next;
}
