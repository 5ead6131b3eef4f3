import type { Size } from '../reader.js';
import type { FrameMetrics, FrameQuality } from './comparison.js';
import { leastSsim } from './ssim-bound.js';

/** Under it, lost detail counts as blur: see judge.ts. */
export const SIMILAR_ENOUGH = 0.9;

/** Limits that SSIM decides. */
export interface SsimLimits {
  readonly minSsim: number;
  readonly minMeanSsim: number;
  readonly minDetail: number;
}

/** What is known of a pair before its exact SSIM. */
export type Known = Pick<FrameMetrics, 'ssimFast' | 'gradientRatio'>;

/** Where the exact SSIM is computed, pair by pair in one walk. */
export interface ExactRule {
  wants(known: Known): boolean;
  /** This pair counts: it was the last, or the best of its choice. */
  took(frame: FrameQuality): void;
}

export const ALWAYS_EXACT: ExactRule = { wants: () => true, took() {} };

/**
 * The fast SSIM does where the exact one, which `leastSsim` bounds, breaks no limit: that of single frames, that of lost
 * detail, and that of the mean, of which it keeps account: a frame is taken by its bound only while all frames so far
 * have a mean over the limit all the same.
 */
export class NearLimits implements ExactRule {
  readonly #limits: SsimLimits;
  readonly #size: Size;
  /** Sum of what is known to be the least of all frames so far, less the limit of each. */
  #reserve = 0;

  constructor(limits: SsimLimits, size: Size) {
    this.#limits = limits;
    this.#size = size;
  }

  wants({ ssimFast, gradientRatio }: Known): boolean {
    const { minSsim, minMeanSsim, minDetail } = this.#limits;
    if (ssimFast === null) return true;
    const least = leastSsim(ssimFast, this.#size.width, this.#size.height);
    if (least < minSsim || this.#reserve + least < minMeanSsim) return true;
    return gradientRatio !== null && gradientRatio < minDetail && least < SIMILAR_ENOUGH;
  }

  took(frame: FrameQuality): void {
    const least = leastOf(frame, this.#size);
    if (least !== null) this.#reserve += least - this.#limits.minMeanSsim;
  }
}

/** Whether some exact SSIM that was left out could decide on which side of its limit the mean lies. */
export function meanInDoubt(frames: readonly FrameQuality[], { minMeanSsim }: SsimLimits, size: Size): boolean {
  let [least, most] = [0, 0];
  for (const frame of frames) {
    const lowest = leastOf(frame, size);
    if (lowest === null) continue;
    least += lowest - minMeanSsim;
    most += (frame.approximate ? 1 : lowest) - minMeanSsim;
  }
  return least < 0 && most >= 0 && frames.some(({ approximate }) => approximate);
}

/** The exact SSIM, or the fast one where that tells enough; null where the picture is too small. */
export function similarityOf({ approximate, ssim, ssimFast }: FrameQuality): number | null {
  return approximate ? ssimFast : ssim;
}

function leastOf(frame: FrameQuality, { width, height }: Size): number | null {
  const similarity = similarityOf(frame);
  return similarity !== null && frame.approximate ? leastSsim(similarity, width, height) : similarity;
}
