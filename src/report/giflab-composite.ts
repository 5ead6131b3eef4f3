type Normalise = (value: number) => number;
type Formula = { readonly [metric: string]: readonly [weight: number, normalise: Normalise] };

const clamped: Normalise = (value) => Math.min(Math.max(value, 0), 1);
/** dB: 50 and above is as good as identical. */
const decibels: Normalise = (value) => clamped(value / 50);
/** 1 at an error of up to one grey level squared, 1/2 at 10, 1/5 at 10,000. */
const squaredError: Normalise = (value) => 1 / (1 + Math.log10(Math.max(value, 1)));
/** A deviation of 0.5 and above is as bad as it gets. */
const deviation: Normalise = (value) => 1 - clamped(value / 0.5);
const distance: Normalise = (value) => clamped(1 - value);

/** GifLab's name of a metric: its weight (all sum to 1) and how it becomes 0..1. Texture weighs nothing there. */
const ENHANCED = {
  ssim_mean: [0.18, clamped],
  ms_ssim_mean: [0.22, clamped],
  psnr_mean: [0.15, decibels],
  mse_mean: [0.1, squaredError],
  fsim_mean: [0.08, clamped],
  edge_similarity_mean: [0.07, clamped],
  gmsd_mean: [0.05, deviation],
  chist_mean: [0.04, clamped],
  sharpness_similarity_mean: [0.03, clamped],
  temporal_consistency: [0.05, clamped],
  lpips_quality_mean: [0.01, distance],
  ssimulacra2_mean: [0.02, clamped],
} as const satisfies Formula;

/** Before GifLab had more than four metrics. */
const LEGACY = {
  ssim_mean: [0.3, clamped],
  ms_ssim_mean: [0.35, clamped],
  psnr_mean: [0.25, decibels],
  temporal_consistency: [0.1, clamped],
} as const satisfies Formula;

type FormulaName = 'enhanced_composite' | 'legacy_composite';
const FORMULAS: Readonly<Record<FormulaName, Formula>> = { enhanced_composite: ENHANCED, legacy_composite: LEGACY };

/** Means over all frames in GifLab's units; what is absent or null was not measured. */
export type GifLabMetrics = { readonly [Name in keyof typeof ENHANCED]?: number | null };

/**
 * GifLab's one figure of quality (its `enhanced_metrics.py`, weights in `config.py`): the weighted mean of the metrics
 * that were measured; the weights of the others are shared out among them. Informational: it is made of means, so that
 * a ruined frame or a wrong hue hardly moves it, and no check decides by it.
 * @returns 0 (worst) to 1; null when none of the formula's metrics was measured
 */
export function gifLabComposite(metrics: GifLabMetrics, formula: FormulaName = 'enhanced_composite'): number | null {
  let sum = 0;
  let weights = 0;
  for (const [name, [weight, normalise]] of Object.entries(FORMULAS[formula])) {
    const value = metrics[name as keyof GifLabMetrics];
    if (value === undefined || value === null) continue;
    sum += weight * normalise(value);
    weights += weight;
  }
  return weights === 0 ? null : sum / weights;
}
