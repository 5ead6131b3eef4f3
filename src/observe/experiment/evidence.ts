import { bisect, gammaln } from 'simple-statistics';

/**
 * Logarithm of the evidence that counts give against a division: how many times more often they come from some division
 * that the prior draws than from this one. Under this division its expectation is 1 and it is a martingale, so that it
 * ever reaches 1/alpha with probability at most alpha, however often one looks (Ville 1939).
 * Source: Lindon and Malek 2022, Anytime-valid inference for multinomial count data (NeurIPS 35), the Dirichlet mixture
 * of their sequential multinomial test; of two categories, the prior-posterior ratio of Waudby-Smith and Ramdas 2020
 * (Confidence sequences for sampling without replacement, NeurIPS 33), and the mixture of Robbins 1970 (Ann. Math. Stat. 41).
 * @param counts - of each category, at least 0
 * @param prior - Dirichlet parameters, over 0; chosen before the first count
 * @param division - share of each category, 0 to 1, sum 1
 */
export function logEvidence(counts: readonly number[], prior: readonly number[], division: readonly number[]): number {
  return logMixture(counts, prior) - logLikelihood(counts, division);
}

/** Of the counts under all divisions that the prior draws, as many times as it draws them. */
function logMixture(counts: readonly number[], prior: readonly number[]): number {
  const parts = counts.map((count, index) => gammaln(prior[index]! + count) - gammaln(prior[index]!));
  return total(parts) + gammaln(total(prior)) - gammaln(total(prior) + total(counts));
}

function logLikelihood(counts: readonly number[], division: readonly number[]): number {
  // 0 ln 0 is 0 here
  return total(counts.map((count, index) => (count === 0 ? 0 : count * Math.log(division[index]!))));
}

/** Between these bounds lies the true value, at every look at once, with the probability that was asked for. */
export interface Bounds {
  readonly low: number;
  readonly high: number;
}

/** Bounds of a share are found to a millionth of a percentage point. */
const PRECISION = 1e-8;
/** 2^-60 is far below it. */
const HALVINGS = 60;

/**
 * Confidence sequence of a share: those that the evidence does not speak against. Exact for every number of trials.
 * Source: as for logEvidence.
 * @param hits - of `trials`, 0 to trials
 * @param alpha - probability that the true share is ever outside, over 0 and under 1
 * @param prior - Beta parameters of hits and misses, chosen before the first trial
 */
export function shareBounds(hits: number, trials: number, alpha: number, prior: readonly [number, number]): Bounds {
  const counts = [hits, trials - hits];
  const mixture = logMixture(counts, prior) + Math.log(alpha);
  const excess = (share: number) => mixture - logLikelihood(counts, [share, 1 - share]);
  const estimate = trials === 0 ? 0.5 : hits / trials;
  // the evidence against a share grows from the estimate outward; an end that nothing speaks against is the bound
  const bound = (end: number) => (excess(end) <= 0 ? end : bisect(excess, end, estimate, HALVINGS, PRECISION));
  return { low: bound(0), high: bound(1) };
}

/** Jeffreys' prior: says least about a share, and loses least wherever it lies (Krichevsky and Trofimov 1981). */
export const ANY_SHARE: readonly [number, number] = [0.5, 0.5];

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
