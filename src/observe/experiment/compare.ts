import type { ArmTally } from './arm-tally.js';
import { isValidated, type ReportedArm } from './experiment.js';
import { deviationOfDifference, differenceBounds, LEAST_FOR_DIFFERENCES, unitMargin } from './mean-bounds.js';
import type { Moments } from './moments.js';
import { hitsForDoubling, ratioBounds } from './rate-ratio.js';

export const METRICS = ['failureRate', 'inconclusiveRate', 'addedMs', 'outputRatio', 'compressionMs'] as const;
export type Metric = (typeof METRICS)[number];

/** One question that the experiment asks: known from its configuration, before any subject. */
export interface Question {
  readonly metric: Metric;
  readonly reference: ReportedArm;
  readonly other: ReportedArm;
}

export interface Comparison {
  readonly metric: Metric;
  readonly reference: string;
  readonly arm: string;
  /** ratio: of the rates, 1 where they are the same; difference: of the means, arm less reference, 0 likewise. */
  readonly kind: 'ratio' | 'difference';
  readonly estimate: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Whether the bounds exclude that there is no difference. */
  readonly differs: boolean;
  /** About as many more subjects of both arms would show `wouldShow`, if it were there; null where they are enough, or too few to tell. */
  readonly moreSubjects: number | null;
  /** A doubled rate; for means the difference, in their unit. */
  readonly wouldShow: number | null;
}

/** What is worth showing: a tenth of a time, a percentage point of the bytes. */
const NOTABLE_SHARE = 0.1;
const NOTABLE_RATIO = 0.01;
/** Of each arm: fewer say too little of their own spread to plan from (the usual rule of thumb for a variance). */
const LEAST_TO_PLAN = 30;

/**
 * What arms are compared by: those that are validated by what validation finds and costs, those that differ in engine
 * or parameters by what these do. Each with the first arm that has it.
 */
export function questionsOf(arms: readonly ReportedArm[]): Question[] {
  const asked = ([reference, ...others]: readonly ReportedArm[], metrics: readonly Metric[]): Question[] =>
    others.flatMap((other) => metrics.map((metric) => ({ metric, reference: reference!, other })));
  return [
    ...asked(arms.filter(isValidated), ['failureRate', 'inconclusiveRate', 'addedMs']),
    ...asked(arms, ['outputRatio', 'compressionMs']).filter(compressOtherwise),
  ];
}

function compressOtherwise({ reference: a, other: b }: Question): boolean {
  return a.engine !== b.engine || JSON.stringify(a.parameters ?? {}) !== JSON.stringify(b.parameters ?? {});
}

/** @param alpha - probability that this comparison is ever wrong */
export function compare({ metric, reference, other }: Question, tallies: ReadonlyMap<string, ArmTally>, alpha: number) {
  const [a, b] = [tallies.get(reference.name)!, tallies.get(other.name)!];
  const names = { metric, reference: reference.name, arm: other.name };
  if (metric !== 'failureRate' && metric !== 'inconclusiveRate') {
    return { ...names, ...difference(a[metric], b[metric], metric, alpha) } satisfies Comparison;
  }
  const hits = metric === 'failureRate' ? 'failed' : 'inconclusive';
  return { ...names, ...ratio(a, b, hits, [reference.weight, other.weight], alpha) } satisfies Comparison;
}

function ratio(a: ArmTally, b: ArmTally, what: 'failed' | 'inconclusive', weights: [number, number], alpha: number) {
  const [reference, other] = weights;
  const bounds = ratioBounds(
    { reference: { hits: a[what], weight: reference }, other: { hits: b[what], weight: other } },
    alpha,
  );
  const subjects = a.lookedAt + b.lookedAt;
  const rate = (a[what] + b[what]) / subjects;
  const doubled = (rate * (reference + 2 * other)) / (reference + other);
  // of what was seen less than twice nobody knows how often it happens
  const plannable = a[what] + b[what] > 1;
  const needed = plannable ? Math.ceil(hitsForDoubling(reference, other, alpha) / Math.min(1, doubled)) : 0;
  const differs = bounds.low > 1 || (bounds.high !== null && bounds.high < 1);
  return { kind: 'ratio' as const, ...bounds, differs, ...stillNeeded(differs, needed - subjects, 2) };
}

function difference(a: Moments, b: Moments, metric: Metric, alpha: number) {
  const subjects = a.count + b.count;
  const kind = 'difference' as const;
  const bounds = differenceBounds(a, b, alpha);
  const estimate = a.count === 0 || b.count === 0 ? null : b.mean - a.mean;
  const differs = bounds !== null && (bounds.low > 0 || bounds.high < 0);
  const notable = metric === 'outputRatio' ? NOTABLE_RATIO : NOTABLE_SHARE * a.mean;
  const plannable = Math.min(a.count, b.count) >= LEAST_TO_PLAN;
  const needed = plannable ? Math.max(subjectsFor(a, b, notable, alpha), 2 * LEAST_FOR_DIFFERENCES) : 0;
  return {
    kind,
    estimate,
    low: bounds?.low ?? null,
    high: bounds?.high ?? null,
    differs,
    ...stillNeeded(differs, needed - subjects, notable),
  };
}

/** Subjects whose bounds are as wide as what is to be shown: by then it is, about half of the time. */
function subjectsFor(a: Moments, b: Moments, notable: number, alpha: number): number {
  const deviation = deviationOfDifference(a, b);
  if (deviation === 0 || notable <= 0) return 0;
  let subjects = LEAST_FOR_DIFFERENCES;
  while (deviation * unitMargin(subjects, alpha) > notable) subjects = Math.ceil(subjects * 1.1);
  return subjects;
}

function stillNeeded(differs: boolean, more: number, wouldShow: number) {
  return differs || more <= 0 ? { moreSubjects: null, wouldShow: null } : { moreSubjects: more, wouldShow };
}
