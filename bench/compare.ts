import type { Measurement, Outcome } from './measurement.js';

/** One figure in two runs. */
export interface Change {
  readonly id: string;
  readonly before: Measurement;
  readonly after: Measurement;
  /** How many times better it became; below 1 it became worse. */
  readonly gain: number;
  readonly verdict: 'better' | 'worse' | 'same';
}

export interface Comparison {
  readonly changes: readonly Change[];
  /** Ids that only one of the runs has. */
  readonly onlyBefore: readonly string[];
  readonly onlyAfter: readonly string[];
}

/** Medians of the same code in two runs differ by up to this much on a busy machine. */
export const NOISE = 0.1;

/**
 * What changed beyond the noise: the medians differ by more than NOISE, and the middle halves of the rounds lie apart.
 */
export function compare(before: Outcome, after: Outcome): Comparison {
  const earlier = new Map(before.measurements.map((measurement) => [measurement.id, measurement]));
  const changes: Change[] = [];
  const onlyAfter: string[] = [];
  for (const measurement of after.measurements) {
    const old = earlier.get(measurement.id);
    if (!old) onlyAfter.push(measurement.id);
    else changes.push(changeOf(old, measurement));
    earlier.delete(measurement.id);
  }
  return { changes, onlyBefore: [...earlier.keys()], onlyAfter };
}

function changeOf(before: Measurement, after: Measurement): Change {
  const higher = after.better === 'higher';
  const gain = higher ? after.median / before.median : before.median / after.median;
  const apart = after.q1 > before.q3 || after.q3 < before.q1;
  const beyond = apart && (gain > 1 + NOISE || gain < 1 / (1 + NOISE));
  return { id: after.id, before, after, gain, verdict: beyond ? (gain > 1 ? 'better' : 'worse') : 'same' };
}
