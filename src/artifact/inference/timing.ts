/** Times of a repeated thing; percentiles by nearest rank, so each is a time that was measured. */
export interface Timing {
  /** The first time, when caches are empty, ms. */
  readonly coldMs: number;
  /** Of the later ones; null where there was no time for any. */
  readonly warm: { readonly n: number; readonly p50Ms: number; readonly p95Ms: number } | null;
}

/** @param times - in ms, in the order they were measured, at least one */
export function timingOf([coldMs, ...warm]: readonly [number, ...number[]]): Timing {
  if (warm.length === 0) return { coldMs, warm: null };
  return { coldMs, warm: { n: warm.length, p50Ms: percentile(warm, 0.5), p95Ms: percentile(warm, 0.95) } };
}

/**
 * Nearest rank.
 * @param values - at least one
 * @param share - over 0, at most 1
 */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil(share * sorted.length) - 1]!;
}
