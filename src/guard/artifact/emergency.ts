import type { CheckOutcome, Report } from '../../core/report.js';

/** Checks that compare digests: no emergency turns them off, since nothing else says that these are the bytes. */
export const DIGEST_CHECK_IDS: readonly string[] = ['file_integrity'];

/**
 * The report of an emergency in which digests were compared all the same: that they agree is no judgement of the rest.
 * @param leftOut - checks that would have been run
 */
export function onlyDigests(
  report: Report,
  why: string,
  leftOut: readonly { readonly id: string; readonly category: string }[],
): Report {
  const skipped = leftOut.map(({ id, category }): CheckOutcome => ({
    id,
    category,
    outcome: 'skipped',
    message: why,
    durationMs: 0,
  }));
  const compared = report.checks.map(({ id }) => id).join(', ');
  return {
    ...report,
    verdict: report.verdict === 'pass' ? 'skipped' : report.verdict,
    reason: `${why}; only ${compared} was looked at`,
    checks: [...report.checks, ...skipped],
  };
}
