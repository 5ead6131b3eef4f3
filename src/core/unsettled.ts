import type { CheckOutcome } from './report.js';

/**
 * What was found of a file that changed meanwhile may be true of neither version.
 * @param file - its path or name
 */
export function unsettled(check: CheckOutcome, file: string): CheckOutcome {
  return {
    ...check,
    outcome: 'inconclusive',
    message: `${file} was written to while it was looked at (found until then: ${check.outcome}, ${check.message})`,
    details: { ...check.details, code: 'file_changed' },
  };
}
