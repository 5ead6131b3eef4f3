import { logEvidence, shareBounds } from './evidence.js';

/** How many times as often something happens in one arm as in another. */
export interface Ratio {
  /** null: it never happened in the reference. */
  readonly estimate: number | null;
  readonly low: number;
  /** null: no bound yet. */
  readonly high: number | null;
}

/** What happened in two arms. */
export interface RateCounts {
  readonly reference: { readonly hits: number; readonly weight: number };
  readonly other: { readonly hits: number; readonly weight: number };
}

/**
 * Weight of what is known before, in hits: what is worth finding is a rate that is half as high again or more, which is
 * what a share of as many hits scatters by. Found soonest then; the error does not depend on it.
 */
const PRIOR_WEIGHT = 20;

/**
 * Confidence sequence of the ratio of two rates. Subjects are drawn into the arms by known weights; so of those it
 * happened to, the share in the other arm is weight x rate over the sum of both, whatever the rates are and however they
 * change with the hour, as long as their ratio stays. Exact for every number of subjects.
 * Source: Lindon and Malek 2022, their comparison of inhomogeneous Bernoulli processes, of errors of two versions.
 * @param alpha - probability that the true ratio is ever outside
 */
export function ratioBounds({ reference, other }: RateCounts, alpha: number): Ratio {
  const share = other.weight / (reference.weight + other.weight);
  const { low, high } = shareBounds(other.hits, reference.hits + other.hits, alpha, priorOf(share));
  const ratio = (found: number) => ((found / (1 - found)) * reference.weight) / other.weight;
  return {
    estimate: reference.hits === 0 ? null : ((other.hits / reference.hits) * reference.weight) / other.weight,
    low: ratio(low),
    high: high === 1 ? null : ratio(high),
  };
}

/** As many hits in both arms show a ratio of 2, about half of the time. */
export function hitsForDoubling(reference: number, other: number, alpha: number): number {
  const share = other / (reference + other);
  const doubled = (2 * other) / (reference + 2 * other);
  const isEnough = (hits: number) =>
    logEvidence([hits * doubled, hits * (1 - doubled)], priorOf(share), [share, 1 - share]) >= -Math.log(alpha);
  let enough = 1;
  while (!isEnough(enough)) enough *= 2;
  let few = enough / 2;
  while (enough - few > 1) {
    const middle = Math.round((few + enough) / 2);
    if (isEnough(middle)) enough = middle;
    else few = middle;
  }
  return enough;
}

function priorOf(share: number): [number, number] {
  return [PRIOR_WEIGHT * share, PRIOR_WEIGHT * (1 - share)];
}
