import { PressproofError } from '../core/errors.js';
import { isPublishable } from '../core/outcome.js';
import type { Report } from '../core/report.js';
import { checksUnder, enforcedStanding, enforcedVerdict } from '../policy/decision.js';

/**
 * Enforce mode did not publish an output; what was at its destination is untouched.
 * Codes: `validation_failed`, `validation_inconclusive`, and `validation_partial`: what was looked at passed, but less than
 * everything was, and what was not could overturn it (setting `onReducedCoverage`).
 */
export class ValidationError extends PressproofError {
  /** The whole evidence. */
  readonly report: Report;
  /** Where the rejected file and, beside it, its report are kept; null without `quarantineDir`. */
  readonly quarantined: string | null;

  constructor(output: string, report: Report, quarantined: string | null, options?: ErrorOptions) {
    const kept = quarantined === null ? '' : ` Kept as ${quarantined}`;
    const { code, why } = REJECTIONS[rejectedFor(report)];
    super(code, `${output} was not published: ${why}. ${whyNot(report)}${kept}`, options);
    this.report = report;
    this.quarantined = quarantined;
  }
}

const REJECTIONS = {
  failed: { code: 'validation_failed', why: 'it failed' },
  inconclusive: { code: 'validation_inconclusive', why: 'it could not be judged' },
  partial: { code: 'validation_partial', why: 'too little was looked at' },
} as const;

/** Only what enforces rejects. */
function rejectedFor(report: Report): keyof typeof REJECTIONS {
  const verdict = enforcedVerdict(report);
  if (verdict === 'fail') return 'failed';
  return isPublishable(verdict) ? 'partial' : 'inconclusive';
}

function whyNot(report: Report): string {
  if (report.reason !== undefined) return `${report.reason}.`;
  const kind = rejectedFor(report);
  if (kind === 'partial') {
    return `${enforcedStanding(report).reason ?? 'More could change the verdict'} (onReducedCoverage: reject).`;
  }
  const guilty = checksUnder(report, ['enforce']).filter(({ outcome, details }) =>
    kind === 'failed' ? outcome === 'failed' : outcome === 'inconclusive' || details?.['blockedBy'] !== undefined,
  );
  return guilty.map(({ id, message }) => `${id}: ${message}.`).join(' ') || 'No check looked at it.';
}
