import type { HoldoutResult } from '../holdout/result.js';
import type { MetricName } from '../holdout/example.js';

/** One metric of a candidate and its baseline on the same examples. */
export interface Comparison {
  readonly metric: MetricName;
  readonly higherIsBetter: boolean;
  /** null: not measured, see `reason`. */
  readonly baseline: number | null;
  readonly candidate: number | null;
  /** How much worse the candidate is, relative to the baseline; negative: better; null: not to be told. */
  readonly drop: number | null;
  /** Between which drops it would lie on other examples of the kind, 95 of 100 times; null: not known. */
  readonly interval: readonly [number, number] | null;
  /** How often two equal models would differ as much; null: there are no numbers of each example. */
  readonly chance: number | null;
  /** Examples on which the candidate is worse, and better. */
  readonly worse: number;
  readonly better: number;
  readonly reason: string | null;
}

/** How long both take for the same examples, in turns. */
export interface LatencyComparison {
  /** Medians, ms. */
  readonly baselineMs: number;
  readonly candidateMs: number;
  /** Of candidate to baseline. */
  readonly ratio: number;
  /** Between which ratios it would lie in other repetitions, 95 of 100 times. */
  readonly interval: readonly [number, number] | null;
  /** Examples that both answered in turns; the first is left out, it warms up. */
  readonly pairs: number;
}

/** A candidate and its baseline on one holdout. */
export interface Duel {
  readonly candidate: HoldoutResult;
  readonly baseline: HoldoutResult;
  /** The judged metric first. */
  readonly comparisons: readonly Comparison[];
  /** null: too few answers came. */
  readonly latency: LatencyComparison | null;
}

/** Whether candidate and baseline answer alike, where nobody said what is right. */
export interface Likeness {
  readonly inputs: number;
  /** To how many of them the answers differ by more than rounding. */
  readonly differing: number;
}
