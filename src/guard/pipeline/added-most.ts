import type { Json } from '../../core/check.js';
import type { CheckOutcome } from '../../core/report.js';
import type { StageResult } from './result.js';

/**
 * Where every stage is fit and all together are not: the position in `stages` of the one whose own report lost most of
 * what the end lacks, by the figure that decided. null where none of them lost anything measurable.
 * @param broken - a check that failed at the end
 */
export function addedMost(broken: CheckOutcome, stages: readonly StageResult[]): number | null {
  const losses = stages.map(({ report }) => {
    const own = report?.checks.find(({ id }) => id === broken.id);
    return own ? lossOf(own, brokenLimit(broken)) : 0;
  });
  const most = Math.max(...losses);
  return most > 0 ? losses.indexOf(most) : null;
}

/** The figures of a quality check are many: the one that is wrong first. */
function brokenLimit({ details }: CheckOutcome): string | null {
  const limits = details?.['brokenLimits'];
  const first: unknown = Array.isArray(limits) ? limits[0] : null;
  return typeof first === 'string' ? first : null;
}

/** 0 = as its input, more is worse; comparable between stages, not between checks. */
function lossOf({ expected, actual, details }: CheckOutcome, limit: string | null): number {
  if (limit !== null) return figureLoss(limit, numberAt(actual, limit));
  const drift = numberAt(details, 'worstDriftMs') ?? 0;
  const off = Object.keys(Object(actual) as object).map((name) => {
    const [is, should] = [numberAt(actual, name), numberAt(expected, name)];
    return is === null || should === null ? 0 : Math.abs(is - should);
  });
  return Math.max(drift, ...off);
}

/** Likeness has its best value, error its least; a stage without the figure changed nothing that it measures. */
function figureLoss(limit: string, value: number | null): number {
  if (value === null) return 0;
  if (limit.startsWith('max')) return value;
  // decibels do not add up, squared errors do
  if (limit === 'minPsnr') return 10 ** (-value / 10);
  return Math.max(0, (limit === 'minSsimulacra2' ? 100 : 1) - value);
}

function numberAt(object: Json | undefined, name: string): number | null {
  const value: unknown = (Object(object) as Readonly<Record<string, unknown>>)[name];
  return typeof value === 'number' ? value : null;
}
