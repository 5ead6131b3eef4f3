/** The middle of a sample and its quartiles: what half of the rounds lie between. */
export interface Spread {
  readonly median: number;
  readonly q1: number;
  readonly q3: number;
}

/**
 * Quantile by linear interpolation between order statistics (Hyndman and Fan, 1996, type 7, as NumPy's default).
 * @param share 0..1
 * @throws RangeError for an empty sample
 */
export function quantile(sample: readonly number[], share: number): number {
  if (sample.length === 0) throw new RangeError('Expected at least one value for sample but received none');
  const sorted = sample.toSorted((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)]!;
  const above = sorted[Math.ceil(place)]!;
  return below + (above - below) * (place - Math.floor(place));
}

export function median(sample: readonly number[]): number {
  return quantile(sample, 0.5);
}

export function spreadOf(sample: readonly number[]): Spread {
  return { median: median(sample), q1: quantile(sample, 0.25), q3: quantile(sample, 0.75) };
}
