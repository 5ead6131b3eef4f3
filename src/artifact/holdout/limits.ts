import type { Limits } from '../../core/limits.js';

/** Within what a holdout is asked, and from when on it is passed. Limits of the check `holdout`. */
export const HOLDOUT_LIMITS = {
  // the least that the default environments ask of a model, for where none is named
  holdoutMinAccuracy: { default: 0.7, min: 0, max: 1 },
  // fewer say nothing: an interval around a share of one example is nearly all that there is
  holdoutMinExamples: { default: 1, min: 1, max: 100_000, whole: true },
  // a thousand answers of a second, and of a baseline as many
  holdoutTimeoutMs: { default: 1_800_000, min: 100, max: 2 ** 31 - 1, whole: true },
  // of the program of a metric
  holdoutCommandMs: { default: 60_000, min: 1, max: 2 ** 31 - 1, whole: true },
} as const satisfies Limits;
