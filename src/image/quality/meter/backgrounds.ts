import type { FrameMetrics } from '../comparison.js';

/** What is measured of a pair on one background. */
export type BackgroundMetrics = Omit<FrameMetrics, 'alphaChanged'>;

/** Never under a twentieth, so that a few pixels do not decide. */
const LEAST_SHARE = 0.05;

/**
 * Share of the canvas that either frame shows. Averages over the whole canvas would let a see-through background dilute
 * what is wrong with the picture in it.
 */
export function visibleShare(visible: number, pixels: number): number {
  return Math.max(LEAST_SHARE, visible / pixels);
}

/** Field by field the worse of two backgrounds; a value that exists beats one that does not. */
export function worse(a: BackgroundMetrics, b: BackgroundMetrics): BackgroundMetrics {
  return {
    ssim: least(a.ssim, b.ssim),
    ssimFast: least(a.ssimFast, b.ssimFast),
    mse: Math.max(a.mse, b.mse),
    psnr: least(a.psnr, b.psnr),
    deltaE: Math.max(a.deltaE, b.deltaE),
    deltaEP95: Math.max(a.deltaEP95, b.deltaEP95),
    localDeltaE: Math.max(a.localDeltaE, b.localDeltaE),
    // what differs on one background only is a matter of transparency, which has its own check
    localStructure: most(a.localStructure, b.localStructure),
    gmsd: most(a.gmsd, b.gmsd),
    gradientRatio: farther(a.gradientRatio, b.gradientRatio),
  };
}

export function least(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}

function most(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}

/** The ratio that is farther from 1. */
function farther(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.abs(Math.log(a + 1e-9)) >= Math.abs(Math.log(b + 1e-9)) ? a : b;
}
