import { SSIM_WINDOW } from './kernels/ssim.js';

/**
 * How many times what the fast SSIM falls short of 1 the exact one may, once the border is allowed for, and what it may
 * fall short beyond that. Of 17,353 frames of 2,057 pairs (docs/calibration.md) the farthest has a factor of 1.62, and
 * 1.32 where the fast SSIM is under 0.95; of 60,000 constructed ones 2.44, stripes as wide as a window that were erased.
 */
const FACTOR = 2.5;
const SLACK = 0.001;

/**
 * What the exact SSIM is at least, when the fast one of the same pair is known. The exact one has no windows centred on
 * the outer 5 pixels, so that damage in the middle weighs more in it; and its windows reach farther, so that it sees the
 * edges around flat squares which hold a whole window of the other. There is no such bound from above: a high exact SSIM
 * goes with a fast one that falls short 15 times as much.
 *
 * @param ssimFast -1..1
 * @param width at least 11, as height
 * @returns -1..1; -1 where nothing is known
 */
export function leastSsim(ssimFast: number, width: number, height: number): number {
  const inside = ((width - SSIM_WINDOW + 1) * (height - SSIM_WINDOW + 1)) / (width * height);
  return Math.max(-1, 1 - SLACK - (FACTOR * (1 - ssimFast)) / inside);
}
