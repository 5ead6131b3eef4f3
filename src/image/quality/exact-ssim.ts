import type { Size } from '../reader.js';
import type { FrameList, FrameQuality } from './comparison.js';
import type { Known } from './meter/pair-metrics.js';
import { leastSsim } from './ssim-bound.js';
import { randomFrom, WindowSample } from './window-sample.js';

/** Under it, lost detail counts as blur: see judge.ts. */
export const SIMILAR_ENOUGH = 0.9;

/** Sums over frames are rounded by less, whatever their order: 10^6 of them by 10^-10 of their mean. */
const ROUNDING = 1e-9;

/** Limits that SSIM decides. */
export interface SsimLimits {
  readonly minSsim: number;
  readonly minMeanSsim: number;
  readonly minDetail: number;
}

/** Where the exact SSIM is computed, pair by pair in one walk. */
export interface ExactRule {
  /** What the exact SSIM is at least, where that tells enough; null where it is to be computed. */
  bound(known: Known): number | null;
  /** This pair counts: it was the last, or the best of its choice. */
  took(frame: FrameQuality): void;
}

export const ALWAYS_EXACT: ExactRule = { bound: () => null, took() {} };

/**
 * The fast SSIM does where neither it nor the exact one breaks a limit: that of single frames, that of lost detail, and
 * that of the mean, of which it keeps account: a frame is taken by its bound only while all frames so far have a mean
 * over the limit all the same. What bounds the exact one is the fast one itself where it is high (`leastSsim`), else a
 * sample of the exact one's windows.
 */
export class NearLimits implements ExactRule {
  readonly #limits: SsimLimits;
  readonly #size: Size;
  readonly #sample: WindowSample;
  /** Sum of what is known to be the least of all frames so far, less the limit of each. */
  #reserve = 0;

  /**
   * @param seed - hexadecimal, asked for with the first sample; of what the files hold, so that it cannot be known while
   * they are made
   */
  constructor(limits: SsimLimits, size: Size, seed: () => string) {
    this.#limits = limits;
    this.#size = size;
    let random: (() => number) | undefined;
    this.#sample = new WindowSample(size, () => (random ??= randomFrom(seed()))());
  }

  bound(known: Known): number | null {
    const { ssimFast, gradientRatio, changed } = known;
    const { minSsim, minMeanSsim, minDetail } = this.#limits;
    if (ssimFast === null) return null;
    const blurred = gradientRatio !== null && gradientRatio < minDetail;
    const enough = Math.max(minSsim, minMeanSsim - this.#reserve, blurred ? SIMILAR_ENOUGH : -1);
    const byFast = leastSsim(ssimFast, this.#size.width, this.#size.height);
    if (byFast >= enough) return byFast;
    // it stands for the exact one in the report, so that it has to be on the same side
    const reported = ssimFast - ROUNDING;
    if (reported < enough) return null;
    const patches = this.#sample.draw(ssimFast, enough, changed);
    if (patches === null) return null;
    const bySample = Math.min(reported, this.#sample.leastSsim(known.shortfallAt(patches), patches.length));
    return bySample >= enough ? bySample : null;
  }

  took(frame: FrameQuality): void {
    const least = leastOf(frame);
    if (least !== null) this.#reserve += least - this.#limits.minMeanSsim;
  }
}

/** Whether some exact SSIM that was left out could decide on which side of its limit the mean lies. */
export function meanInDoubt(frames: FrameList, { minMeanSsim }: SsimLimits): boolean {
  let [least, most] = [0, 0];
  frames.forEach((frame) => {
    const lowest = leastOf(frame);
    if (lowest === null) return;
    least += lowest - minMeanSsim;
    most += (frame.leastSsim === null ? lowest : 1) - minMeanSsim;
  });
  return least < 0 && most >= 0 && !frames.every(({ leastSsim: bound }) => bound === null);
}

/** The exact SSIM, or the fast one where that tells enough; null where the picture is too small. */
export function similarityOf({ leastSsim: bound, ssim, ssimFast }: FrameQuality): number | null {
  return bound === null ? ssim : ssimFast;
}

function leastOf({ leastSsim: bound, ssim }: FrameQuality): number | null {
  return bound ?? ssim;
}
