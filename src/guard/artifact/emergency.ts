import type { CheckOutcome, Report } from '../../core/report.js';
import type { ArtifactExpectation } from '../../artifact/expectation.js';

/** What of a plan says which checks are asked for. */
interface Asked {
  readonly expectation: ArtifactExpectation;
  /** null: all. */
  readonly checks: readonly string[] | null;
}

/**
 * Checks that compare digests which were asked for, announced or signed: no emergency turns them off, since nothing else
 * says that these are the bytes.
 */
export function digestChecks({ expectation, checks }: Asked): readonly string[] {
  const { sha256, digest, signature } = expectation;
  const asked = [
    ...(sha256 === undefined && digest === undefined ? [] : ['file_integrity']),
    ...(signature === undefined ? [] : ['signature']),
  ];
  return asked.filter((id) => checks?.includes(id) ?? true);
}

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
