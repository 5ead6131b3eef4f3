import type { Mode } from '../../core/modes.js';
import { inDigits, inPercent } from './percent.js';

/** What has to be counted before a mode becomes stricter: of the configuration's section `promotion`. */
export interface PromotionThresholds {
  readonly minSubjects: number;
  readonly minAgeHours: number;
  /** Shares, 0 to 1. */
  readonly maxFailureRate: number;
  readonly maxInconclusiveRate: number;
  /** Time of validation as a share of that of compression, 0 to over 1. */
  readonly maxOverhead: number;
}

/** What was counted of a suite or a check in its present mode; skipped subjects are in none of it. */
export interface PromotionEvidence {
  readonly subjects: number;
  readonly failed: number;
  readonly inconclusive: number;
  /** Of those whose compression was measured. */
  readonly measured: { readonly subjects: number; readonly validationMs: number; readonly compressionMs: number };
  /** Time in the present mode, ms; null: nobody knows. */
  readonly ageMs: number | null;
}

export interface Condition {
  readonly name: 'subjects' | 'age_hours' | 'failure_rate' | 'inconclusive_rate' | 'overhead';
  /** In the unit of the threshold; null: it could not be measured, which never meets one. */
  readonly value: number | null;
  readonly threshold: number;
  readonly met: boolean;
  readonly sentence: string;
  /** When it will be met if things go on as they are and nothing more goes wrong, ms from now; null: nobody can tell. */
  readonly metInMs: number | null;
}

const HOUR_MS = 3_600_000;

/** Every condition of a stricter mode, met or not. */
export function conditionsOf(mode: Mode, evidence: PromotionEvidence, thresholds: PromotionThresholds): Condition[] {
  return [
    subjects(mode, evidence, thresholds),
    age(mode, evidence, thresholds),
    rate('failure_rate', 'failed', evidence.failed, evidence, thresholds.maxFailureRate),
    rate('inconclusive_rate', 'were inconclusive', evidence.inconclusive, evidence, thresholds.maxInconclusiveRate),
    overhead(evidence, thresholds),
  ];
}

function subjects(mode: Mode, evidence: PromotionEvidence, { minSubjects: threshold }: PromotionThresholds): Condition {
  const value = evidence.subjects;
  const sentence = `${value} subjects were judged in ${mode}, at least ${threshold} are wanted`;
  return { name: 'subjects', value, threshold, met: value >= threshold, sentence, metInMs: wait(threshold, evidence) };
}

function age(mode: Mode, { ageMs }: PromotionEvidence, { minAgeHours: threshold }: PromotionThresholds): Condition {
  const common = { name: 'age_hours', threshold } as const;
  if (ageMs === null) {
    const sentence = `Since when it is in ${mode} is not known, at least ${threshold} h are wanted`;
    return { ...common, value: null, met: false, sentence, metInMs: null };
  }
  const value = ageMs / HOUR_MS;
  const sentence = `It has been in ${mode} for ${inDigits(value)} h, at least ${threshold} h are wanted`;
  return { ...common, value, met: value >= threshold, sentence, metInMs: Math.max(0, threshold * HOUR_MS - ageMs) };
}

function rate(
  name: Condition['name'],
  what: string,
  count: number,
  evidence: PromotionEvidence,
  threshold: number,
): Condition {
  if (evidence.subjects === 0) {
    const sentence = `No subject was judged, so how many ${what} is not known, at most ${inPercent(threshold)} may`;
    return { name, value: null, threshold, met: false, sentence, metInMs: null };
  }
  const value = count / evidence.subjects;
  const met = value <= threshold;
  const sentence = `${count} of ${evidence.subjects} subjects ${what} (${inPercent(value)}), at most ${inPercent(threshold)} may`;
  return { name, value, threshold, met, sentence, metInMs: met ? 0 : wait(count / threshold, evidence) };
}

function overhead({ measured }: PromotionEvidence, thresholds: PromotionThresholds): Condition {
  const { maxOverhead: threshold, minSubjects } = thresholds;
  const common = { name: 'overhead', threshold } as const;
  const wanted = `at most ${inPercent(threshold)} of the time of compression is wanted`;
  if (measured.subjects === 0 || measured.compressionMs <= 0) {
    const sentence = `No compression was measured, so what validation adds is not known, ${wanted}`;
    return { ...common, value: null, met: false, sentence, metInMs: null };
  }
  const value = measured.validationMs / measured.compressionMs;
  const enough = measured.subjects >= minSubjects;
  const scope = enough
    ? `${measured.subjects} compressions`
    : `only ${measured.subjects} of ${minSubjects} compressions`;
  const sentence = `Validation took ${inPercent(value)} of the time of compression (${scope}), ${wanted}`;
  const met = enough && value <= threshold;
  return { ...common, value, met, sentence, metInMs: met ? 0 : null };
}

/** Until so many subjects have been judged, at the rate of those there were, ms; null: never, or there were none. */
function wait(count: number, { subjects: seen, ageMs }: PromotionEvidence): number | null {
  if (seen >= count) return 0;
  if (seen === 0 || ageMs === null || ageMs <= 0) return null;
  const ms = ((count - seen) * ageMs) / seen;
  return Number.isFinite(ms) ? ms : null;
}
