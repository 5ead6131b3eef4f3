import { quantile } from 'simple-statistics';
import { randomFrom } from './random.js';

/** Resamples of an interval, fewer where there is much to resample: their ends then hardly move. */
const RESAMPLES = 2000;
const MOST_RESAMPLED = 20_000_000;

/** Share of what could have been measured that an interval holds. */
const CONFIDENCE = 0.95;

/**
 * Between which values a statistic of examples lies, by drawing as many of them again and again, with replacement
 * (percentile bootstrap; Efron, 1979).
 * @param statistic - of the examples with these numbers; what is not finite is left out
 * @returns null where no resample has a value
 */
export function intervalOf(
  examples: number,
  statistic: (drawn: Uint32Array) => number,
  seed: number,
): readonly [number, number] | null {
  const random = randomFrom(seed);
  const resamples = Math.max(100, Math.min(RESAMPLES, Math.floor(MOST_RESAMPLED / Math.max(1, examples))));
  const drawn = new Uint32Array(examples);
  const values: number[] = [];
  for (let resample = 0; resample < resamples; resample++) {
    for (let at = 0; at < examples; at++) drawn[at] = Math.floor(random() * examples);
    const value = statistic(drawn);
    if (Number.isFinite(value)) values.push(value);
  }
  if (values.length === 0) return null;
  const outside = (1 - CONFIDENCE) / 2;
  return [quantile(values, outside), quantile(values, 1 - outside)];
}

/** Normal quantile of CONFIDENCE. */
const WIDTH = 1.959964;

/**
 * Between which values a share lies that was counted in so many examples (Wilson, 1927). For means of numbers from 0 to 1
 * it is at most too wide.
 */
export function shareInterval(share: number, examples: number): readonly [number, number] {
  const square = WIDTH ** 2;
  const middle = (share + square / (2 * examples)) / (1 + square / examples);
  const half =
    (WIDTH / (1 + square / examples)) * Math.sqrt((share * (1 - share)) / examples + square / (4 * examples ** 2));
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}
