import { ANY_SHARE, shareBounds } from './evidence.js';
import type { ArmTally } from './arm-tally.js';
import { isValidated, type ReportedArm } from './experiment.js';
import { LEAST_FOR_RATIOS, LEAST_FOR_TIMES, meanBounds } from './mean-bounds.js';
import type { Moments } from './moments.js';
import { quantileBounds, type Quantile } from './quantile-bounds.js';

/** How many of how many, and where the true share lies; null where it was not measured, with the reason. */
export interface Share {
  readonly count: number;
  readonly of: number;
  readonly share: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly reason: string | null;
}

/** A mean and where the true one lies; null where it was not measured or there are too few, with the reason. */
export interface Mean {
  readonly count: number;
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly reason: string | null;
}

/** Times, ms. */
export interface Times extends Mean {
  readonly p50: Quantile | null;
  readonly p95: Quantile | null;
}

export interface ArmReport {
  readonly name: string;
  /** Of all subjects, as the weights are. */
  readonly weightShare: number;
  readonly validated: boolean;
  readonly subjects: number;
  readonly lookedAt: number;
  /** Of those looked at. */
  readonly failureRate: Share;
  readonly inconclusiveRate: Share;
  /** Of those whose file was to be published. */
  readonly rejectionRate: Share;
  /** What the caller waited beyond its compressor. */
  readonly addedMs: Times;
  readonly validationMs: Mean;
  readonly compressionMs: Mean;
  /** Bytes of the output over those of its original, each subject counted alike. */
  readonly outputRatio: Mean;
  readonly inputBytes: number;
  readonly outputBytes: number;
}

const NOT_VALIDATED = 'not measured: the arm is not validated';
const NOT_LOOKED_AT = 'not measured: no subject was looked at';
const NOT_COMPRESSED = 'not measured: no compression was recorded';
const NOT_SIZED = 'not measured: no sizes were recorded';
const NOT_PUBLISHED = 'not measured: nothing was to be published';

/**
 * What is known of an arm.
 * @param alpha - probability that the true value ever lies outside its bounds, for each of them
 */
export function armReport(arm: ReportedArm, tally: ArmTally, weightShare: number, alpha: number): ArmReport {
  const validated = isValidated(arm);
  const unseen = validated ? NOT_LOOKED_AT : NOT_VALIDATED;
  const share = (count: number, of: number, reason = unseen) => shareOf(count, of, alpha, reason);
  const mean = (values: Moments, reason: string, least = LEAST_FOR_TIMES) => meanOf(values, alpha, reason, least);
  return {
    name: arm.name,
    weightShare,
    validated,
    subjects: tally.subjects,
    lookedAt: tally.lookedAt,
    failureRate: share(tally.failed, tally.lookedAt),
    inconclusiveRate: share(tally.inconclusive, tally.lookedAt),
    rejectionRate: share(tally.rejected, tally.toPublish, NOT_PUBLISHED),
    addedMs: {
      ...mean(tally.addedMs, unseen),
      p50: quantileBounds(tally.addedTimes, 0.5, alpha),
      p95: quantileBounds(tally.addedTimes, 0.95, alpha),
    },
    validationMs: mean(tally.validationMs, unseen),
    compressionMs: mean(tally.compressionMs, NOT_COMPRESSED),
    outputRatio: mean(tally.outputRatio, NOT_SIZED, LEAST_FOR_RATIOS),
    inputBytes: tally.inputBytes,
    outputBytes: tally.outputBytes,
  };
}

function shareOf(count: number, of: number, alpha: number, reason: string): Share {
  if (of === 0) return { count, of, share: null, low: null, high: null, reason };
  return { count, of, share: count / of, ...shareBounds(count, of, alpha, ANY_SHARE), reason: null };
}

function meanOf(values: Moments, alpha: number, reason: string, least: number): Mean {
  const { count, mean } = values;
  if (count === 0) return { count, mean: null, low: null, high: null, reason };
  const bounds = meanBounds(values, alpha, least);
  if (bounds) return { count, mean, ...bounds, reason: null };
  const why =
    count < least ? `no bounds of fewer than ${least} subjects` : 'no bounds: all subjects have the same value';
  return { count, mean, low: null, high: null, reason: why };
}
