/** Metrics that can be asked for by name, as reports spell them: see metrics.ts. */
export const METRIC_NAMES = [
  'ssim',
  'ssim_fast',
  'ms_ssim',
  'ssimulacra2',
  'ciede2000',
  'psnr',
  'gmsd',
  'banding',
  'flicker',
] as const;
export type MetricName = (typeof METRIC_NAMES)[number];

/** Metrics that no default limit needs, of one pair of frames; null where a metric does not exist for its size. */
export type ExtraMetrics = Readonly<Partial<Record<MetricName, number | null>>>;
