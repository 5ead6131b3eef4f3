import { median } from 'simple-statistics';
import { meanOf } from '../holdout/metrics.js';
import type { Measurement } from '../holdout/result.js';
import { chanceOf } from '../statistics/chance.js';
import { intervalOf } from '../statistics/interval.js';
import type { Comparison, LatencyComparison } from './result.js';
import { relativeDrop } from './severity.js';

/** Draws are the same each time: so is the verdict. */
const SEED = 1;

/** @param seed - of the draws that noise is judged by */
export function compareMetric(candidate: Measurement, baseline: Measurement, seed = SEED): Comparison {
  const { metric, higherIsBetter } = candidate;
  const values = { metric, higherIsBetter, baseline: baseline.value, candidate: candidate.value };
  const nothing = { drop: null, interval: null, chance: null, worse: 0, better: 0 };
  const reason = candidate.reason ?? (baseline.reason === null ? null : `of the baseline, ${baseline.reason}`);
  if (candidate.value === null || baseline.value === null) return { ...values, ...nothing, reason };
  if (!weighAlike(candidate, baseline)) {
    return { ...values, ...nothing, reason: 'they split texts into different tokens, whose surprises do not compare' };
  }
  const drop = relativeDrop(baseline.value, candidate.value, higherIsBetter);
  const pair = { candidate: candidate.scores, baseline: baseline.scores };
  if (pair.candidate === null || pair.baseline === null) return { ...values, ...nothing, drop, reason: null };
  const { candidate: own, baseline: other } = pair;
  const worse = own.map((score, at) => {
    const difference = (score - (other[at] ?? Number.NaN)) * (candidate.weights[at] ?? 0);
    return higherIsBetter ? -difference : difference;
  });
  const isSame = worse.every((difference) => difference === 0);
  return {
    ...values,
    drop,
    interval: isSame ? [0, 0] : intervalOf(worse.length, (places) => dropOf(candidate, baseline, places), seed),
    chance: chanceOf(worse, seed),
    worse: worse.filter((difference) => difference > 0).length,
    better: worse.filter((difference) => difference < 0).length,
    reason: null,
  };
}

/**
 * @param pairs - ms of the candidate and of the baseline for the same example
 * @returns null for fewer than two, or where the baseline took no time that could be measured
 */
export function compareLatency(pairs: readonly (readonly [number, number])[], seed = SEED): LatencyComparison | null {
  // the first one of each also warms up
  const warm = pairs.slice(1);
  if (warm.length < 2) return null;
  const medianOf = (which: 0 | 1, places?: Uint32Array) =>
    median(places ? Array.from(places, (at) => warm[at]?.[which] ?? 0) : warm.map((pair) => pair[which]));
  const candidateMs = medianOf(0);
  const baselineMs = medianOf(1);
  if (baselineMs === 0) return null;
  const ratioOf = (places: Uint32Array) => medianOf(0, places) / medianOf(1, places);
  const interval = intervalOf(warm.length, ratioOf, seed);
  return { baselineMs, candidateMs, ratio: candidateMs / baselineMs, interval, pairs: warm.length };
}

/** Surprises are sums over tokens: another tokenizer has other ones. */
function weighAlike(candidate: Measurement, baseline: Measurement): boolean {
  return (
    candidate.weights.length === baseline.weights.length &&
    candidate.weights.every((weight, at) => weight === baseline.weights[at])
  );
}

/** Of the examples at some places. */
function dropOf(candidate: Measurement, baseline: Measurement, places: Uint32Array): number {
  const [own, other] = [candidate, baseline].map(({ scores, weights, valueOf }) =>
    valueOf(meanOf(scores ?? [], weights, places)),
  ) as [number, number];
  return relativeDrop(other, own, candidate.higherIsBetter);
}
