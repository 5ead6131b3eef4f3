import { describe, expect } from 'vitest';
import { fc, test } from '@fast-check/vitest';
import { gifLabComposite } from '../../src/report/giflab-composite.js';

/** Worked out by hand from the published weights; the third decimal is what GifLab's own tests state. */
const THIRD_DECIMAL = 3;

describe("GifLab's composite", () => {
  test('is high for a good output', () => {
    const metrics = { ssim_mean: 0.85, psnr_mean: 25, mse_mean: 150, temporal_consistency: 0.9 };
    // (.18 x .85 + .15 x .5 + .1 x 1/(1 + log10 150) + .05 x .9) / .48
    expect(gifLabComposite(metrics)).toBeCloseTo(0.634, THIRD_DECIMAL);
  });

  test('is low for a ruined one', () => {
    const metrics = { ssim_mean: 0.05, psnr_mean: 8, mse_mean: 15_000, temporal_consistency: 0.05 };
    expect(gifLabComposite(metrics)).toBeCloseTo(0.114, THIRD_DECIMAL);
  });

  test('follows the older weights where these are asked for', () => {
    const metrics = { ssim_mean: 0.7, ms_ssim_mean: 0.75, psnr_mean: 20, temporal_consistency: 0.8 };
    // .3 x .7 + .35 x .75 + .25 x .4 + .1 x .8
    expect(gifLabComposite(metrics, 'legacy_composite')).toBeCloseTo(0.6525, 10);
  });

  test('is the metric itself when only one was measured, and null when none was', () => {
    expect(gifLabComposite({ ssim_mean: 0.7, psnr_mean: null })).toBeCloseTo(0.7, 10);
    expect(gifLabComposite({ gmsd_mean: 0.25 })).toBeCloseTo(0.5, 10);
    expect(gifLabComposite({ lpips_quality_mean: 0.3 })).toBeCloseTo(0.7, 10);
    expect(gifLabComposite({})).toBeNull();
    expect(gifLabComposite({ mse_mean: 3 }, 'legacy_composite')).toBeNull();
  });

  test('is 1 for the best of every metric', () => {
    const best = { psnr_mean: 50, mse_mean: 0, gmsd_mean: 0, lpips_quality_mean: 0 };
    const shares = { ssim_mean: 1, ms_ssim_mean: 1, fsim_mean: 1, edge_similarity_mean: 1, chist_mean: 1 };
    const rest = { sharpness_similarity_mean: 1, temporal_consistency: 1, ssimulacra2_mean: 1 };
    expect(gifLabComposite({ ...best, ...shares, ...rest })).toBeCloseTo(1, 10);
  });

  test.prop([
    fc.record(
      {
        ssim_mean: fc.double({ min: -1, max: 1, noNaN: true }),
        psnr_mean: fc.double({ min: 0, max: 100, noNaN: true }),
        mse_mean: fc.double({ min: 0, max: 65_025, noNaN: true }),
        gmsd_mean: fc.double({ min: 0, max: 1, noNaN: true }),
      },
      { requiredKeys: ['mse_mean'] },
    ),
  ])('stays within 0..1', (metrics) => {
    const composite = gifLabComposite(metrics);
    expect(composite).toBeGreaterThanOrEqual(0);
    // sums of rounded products
    expect(composite).toBeLessThanOrEqual(1 + 1e-12);
  });
});
