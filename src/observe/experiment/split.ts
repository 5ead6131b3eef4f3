import { logEvidence } from './evidence.js';

/**
 * Whether subjects are divided among the arms as the weights say (sample ratio mismatch). Where they are not, somebody
 * is missing in an arm, e.g. those on which its engine crashes, and no comparison holds.
 */
export interface Split {
  /** Subjects by arm. */
  readonly observed: Readonly<Record<string, number>>;
  /** As many as there would be by the weights. */
  readonly expected: Readonly<Record<string, number>>;
  /** Probability of ever such evidence when the division is right, however often one looks. */
  readonly pValue: number;
  readonly mismatch: boolean;
}

/**
 * Weight of what is known before, in subjects: a division that is off is off by some percentage points, which is what
 * as many subjects scatter by (50 of 100, give or take 5). Found soonest then; the error does not depend on it.
 */
const PRIOR_WEIGHT = 100;

export interface DividedArm {
  readonly name: string;
  readonly weight: number;
  readonly count: number;
}

/**
 * Sequential test of the sample ratio. Source: Lindon and Malek 2022, as for logEvidence.
 * @param alpha - probability of ever an alarm where the division is right
 */
export function splitOf(arms: readonly DividedArm[], alpha: number): Split {
  const weights = arms.reduce((sum, { weight }) => sum + weight, 0);
  const all = arms.reduce((sum, { count }) => sum + count, 0);
  const division = arms.map(({ weight }) => weight / weights);
  const counts = arms.map(({ count }) => count);
  const prior = division.map((share) => share * PRIOR_WEIGHT);
  const evidence = logEvidence(counts, prior, division);
  return {
    observed: Object.fromEntries(arms.map(({ name, count }) => [name, count])),
    expected: Object.fromEntries(arms.map(({ name }, index) => [name, all * division[index]!])),
    pValue: Math.min(1, Math.exp(-evidence)),
    mismatch: evidence >= -Math.log(alpha),
  };
}
