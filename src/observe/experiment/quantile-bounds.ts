import { logEvidence } from './evidence.js';
import type { Histogram } from './histogram.js';

/** A quantile and where it truly lies; null: more values are needed for that bound. */
export interface Quantile {
  readonly estimate: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** As many values as this weighs what is known before: quantiles are bounded best from some 200 values on. */
const PRIOR_WEIGHT = 20;

/**
 * Confidence sequence of a quantile, for any distribution: how many values lie below the true one is a count of hits
 * with a known share, so that its bounds are ranks whose counts the evidence does not speak against. Classes of the
 * histogram widen it by 1 %.
 * Source: Howard and Ramdas 2022, Sequential estimation of quantiles with applications to A/B testing and best-arm
 * identification (Bernoulli 28), section 2, with the mixture of evidence.ts as boundary.
 * @param share - which quantile, over 0 and under 1
 * @returns null without values
 */
export function quantileBounds(values: Histogram, share: number, alpha: number): Quantile | null {
  const { count } = values;
  if (count === 0) return null;
  const { fewest, most } = countsBelow(count, share, alpha);
  const middle = values.at(Math.max(1, Math.ceil(share * count)));
  return {
    estimate: (middle.from + middle.to) / 2,
    low: fewest < 1 ? null : values.at(fewest).from,
    high: most + 1 > count ? null : values.at(most + 1).to,
  };
}

/** How many of `count` values may lie below a quantile without evidence against it. */
function countsBelow(count: number, share: number, alpha: number): { readonly fewest: number; readonly most: number } {
  const prior = [PRIOR_WEIGHT * share, PRIOR_WEIGHT * (1 - share)];
  const isPossible = (below: number) =>
    logEvidence([below, count - below], prior, [share, 1 - share]) < -Math.log(alpha);
  const expected = Math.round(share * count);
  return { fewest: farthest(expected, 0, isPossible), most: farthest(expected, count, isPossible) };
}

/** The last whole number from `start` towards `end` of which something holds, where it holds up to some number. */
function farthest(start: number, end: number, holds: (value: number) => boolean): number {
  if (holds(end)) return end;
  let [inside, outside] = [start, end];
  while (Math.abs(outside - inside) > 1) {
    const middle = Math.trunc((inside + outside) / 2);
    if (holds(middle)) inside = middle;
    else outside = middle;
  }
  return inside;
}
