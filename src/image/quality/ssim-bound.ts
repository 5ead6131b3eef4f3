import { SSIM_FAST_BLOCK } from './kernels/ssim-fast.js';
import { SSIM_WINDOW } from './kernels/ssim.js';

/**
 * How many times what the fast SSIM falls short of 1 the exact one may, once the border is allowed for, and what it may
 * fall short beyond that. Of 17,353 frames of 2,057 pairs (docs/calibration.md) the farthest has a factor of 1.62, and
 * 1.32 where the fast SSIM is under 0.95; of constructed ones 3.37, bars on black whose ends moved by a pixel.
 */
const FACTOR = 3.5;
const SLACK = 0.001;

/**
 * Windows of the exact SSIM that a spot may spoil which the fast one hardly sees. Of 440,000 constructed pairs of 32 to
 * 64 px, 54 were under the bound without it, by up to 13 windows.
 */
const SPOT_WINDOWS = 32;

/**
 * In narrower pictures one window is too large a part of all: of 500,000 constructed pairs of 12 to 96 px, 107 of up to
 * 24 px were under the bound, by up to 0.24.
 */
const NARROWEST = 32;

/**
 * What the exact SSIM is at least, when the fast one of the same pair is known. The exact one has no windows centred on
 * the outer 5 pixels, so that damage in the middle weighs more in it; and its windows reach farther, so that it sees the
 * edges around flat squares which hold a whole window of the other. There is no such bound from above: a high exact SSIM
 * goes with a fast one that falls short 15 times as much.
 *
 * Of what is right of the last whole block or below it the fast one sees nothing: windows of the exact one that reach
 * there may have anything.
 *
 * @param ssimFast -1..1
 * @returns -1..1; -1 where nothing is known
 */
export function leastSsim(ssimFast: number, width: number, height: number): number {
  if (Math.min(width, height) < NARROWEST) return -1;
  const [columns, rows] = [width - SSIM_WINDOW + 1, height - SSIM_WINDOW + 1];
  const windows = columns * rows;
  const inside = windows / (width * height);
  const seen = Math.max(0, columns - (width % SSIM_FAST_BLOCK)) * Math.max(0, rows - (height % SSIM_FAST_BLOCK));
  const spotLoss = SPOT_WINDOWS / windows;
  // from 1, the most, to -1
  const unseenLoss = 2 * (1 - seen / windows);
  return Math.max(-1, 1 - SLACK - (FACTOR * (1 - ssimFast)) / inside - spotLoss - unseenLoss);
}
