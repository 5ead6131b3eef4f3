import type { Outcome } from './outcome.js';

/** How much is looked at: everything, a part of the content, or structure alone. */
export const COVERAGE_LEVELS = ['full', 'sampled', 'structural'] as const;
export type CoverageLevel = (typeof COVERAGE_LEVELS)[number];

/** The one that looks at less. */
export function leastCoverage(a: CoverageLevel, b: CoverageLevel): CoverageLevel {
  return COVERAGE_LEVELS.indexOf(a) > COVERAGE_LEVELS.indexOf(b) ? a : b;
}

/** What of a check's outcome says whether the verdict stands. */
interface Found {
  readonly outcome: Outcome;
  readonly provisional?: string | undefined;
}

/**
 * Whether what was not looked at could change the verdict, and why. A failure that stands settles it.
 */
export function standing(checks: readonly Found[]): { readonly couldOverturn: boolean; readonly reason?: string } {
  const failed = checks.filter(({ outcome }) => outcome === 'failed');
  const deciding = failed.length > 0 ? failed : checks;
  const reasons = deciding.flatMap(({ provisional }) => provisional ?? []);
  const open = reasons.length > 0 && (failed.length === 0 || reasons.length === failed.length);
  return open ? { couldOverturn: true, reason: [...new Set(reasons)].join('; ') } : { couldOverturn: false };
}
