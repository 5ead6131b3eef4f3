import type { Answer } from './ask.js';
import type { MetricName } from './example.js';

/** What one model said to all examples of a holdout, in their order. */
export interface Predictions {
  /** Package and version that ran it. */
  readonly runtime: string;
  readonly answers: readonly Answer[];
}

/** A metric as it was measured on a model. */
export interface Measurement {
  readonly metric: MetricName;
  readonly higherIsBetter: boolean;
  /** Whether it is a share of right answers. */
  readonly isAccuracy: boolean;
  /** null: it has none, see `reason`. */
  readonly value: number | null;
  readonly reason: string | null;
  /** Of each example; null where only the whole has a number. */
  readonly scores: readonly number[] | null;
  /** What each counts for. */
  readonly weights: readonly number[];
  /** From the mean of the scores to the value. */
  readonly valueOf: (mean: number) => number;
}

/** An answer that was not right, for people. */
export interface Mistake {
  readonly [field: string]: string | number | null;
  readonly line: number;
  /** The text, the first of the values, or the name of the image. */
  readonly input: string;
  readonly expected: string | number | null;
  readonly answer: string | number | null;
  readonly error: string | null;
}

/** How a model did on a holdout. */
export interface HoldoutResult {
  readonly path: string;
  readonly examples: number;
  readonly runtime: string;
  /** The one that it is judged by. */
  readonly judged: Measurement;
  /** Between which values it would lie on other examples of the kind, 95 of 100 times; null: not known. */
  readonly interval: readonly [number, number] | null;
  /** All that could be measured of the same answers, the judged one included. */
  readonly measurements: readonly Measurement[];
  /** Examples without an answer; they count as wrong. */
  readonly errors: number;
  /** The first of those that are not right. */
  readonly mistakes: readonly Mistake[];
  /** Of one answer, measured by the model's process; null: none came. */
  readonly medianMs: number | null;
}
