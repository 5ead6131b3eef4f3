/** Running statistics of non-negative values with weights, in memory that does not grow with their number. */
export interface Histogram {
  clear(): void;
  add(value: number, weight: number): void;
  /** Not a number before the first add. */
  readonly mean: number;
  readonly max: number;
  /** Upper edge of the step that holds the percentile (`share` 0..1), never above max. */
  percentile(share: number): number;
}

/**
 * @param step width of a step; values of exactly 0 have a step of their own
 * @param largest values above are counted in the last step
 */
export function createHistogram(step: number, largest: number): Histogram {
  const counts = new Float64Array(Math.ceil(largest / step) + 1);
  let total = 0;
  let sum = 0;
  let max = 0;
  return {
    clear() {
      counts.fill(0);
      total = sum = max = 0;
    },
    add(value, weight) {
      total += weight;
      sum += value * weight;
      if (value > max) max = value;
      counts[Math.min(Math.ceil(value / step), counts.length - 1)]! += weight;
    },
    get mean() {
      return sum / total;
    },
    get max() {
      return max;
    },
    percentile(share) {
      let seen = 0;
      for (let i = 0; i < counts.length; i++) {
        seen += counts[i]!;
        if (seen >= share * total) return Math.min(i * step, max);
      }
      return max;
    },
  };
}
