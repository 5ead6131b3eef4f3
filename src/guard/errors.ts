import { PressproofError } from '../core/errors.js';
import type { Report } from '../core/report.js';

/**
 * Enforce mode did not publish an output; what was at its destination is untouched.
 * Codes: `validation_failed`, `validation_inconclusive`.
 */
export class ValidationError extends PressproofError {
  /** The whole evidence. */
  readonly report: Report;
  /** Where the rejected file and, beside it, its report are kept; null without `quarantineDir`. */
  readonly quarantined: string | null;

  constructor(output: string, report: Report, quarantined: string | null, options?: ErrorOptions) {
    const failed = report.verdict === 'fail';
    const kept = quarantined === null ? '' : ` Kept as ${quarantined}`;
    super(
      failed ? 'validation_failed' : 'validation_inconclusive',
      `${output} was not published: ${failed ? 'it failed' : 'it could not be judged'}. ${whyNot(report)}${kept}`,
      options,
    );
    this.report = report;
    this.quarantined = quarantined;
  }
}

function whyNot({ checks, verdict, reason }: Report): string {
  if (reason !== undefined) return `${reason}.`;
  const guilty = checks.filter(({ outcome }) => outcome === (verdict === 'fail' ? 'failed' : 'inconclusive'));
  return guilty.map(({ id, message }) => `${id}: ${message}.`).join(' ') || 'No check looked at it.';
}
