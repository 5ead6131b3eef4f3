import type { FrameQuality } from '../../src/image/quality/comparison.js';

/** An ordinary pair of frames, with what a test changes. */
export function frameQuality(place: number, figures: Partial<FrameQuality> = {}): FrameQuality {
  return {
    place,
    original: place,
    output: place,
    timeMs: 100 * place,
    ssim: 0.95,
    ssimFast: 0.95,
    leastSsim: null,
    extra: {},
    mse: 10,
    psnr: 38,
    deltaE: 1,
    deltaEP95: 2,
    localDeltaE: 3,
    localStructure: 0.9,
    gmsd: 0.05,
    gradientRatio: 1,
    alphaChanged: 0,
    flicker: 0,
    late: null,
    early: null,
    ...figures,
  };
}
