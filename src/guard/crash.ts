import type { Report } from '../core/report.js';

/** Codes that blame the validator, not the file. */
const OURS = [
  'timeout',
  'queue_full',
  'worker_died',
  'task_failed',
  'validator_crashed',
  'check_crashed',
  'fact_failed',
  'reader_failed',
];

/**
 * Whether a report is inconclusive only because the validator itself failed. A file that cannot be judged (a damaged
 * original, a canvas over budget) is none of that. Checks that wait for others carry no code and count for neither.
 */
export function isValidatorFailure({ verdict, checks }: Report): boolean {
  if (verdict !== 'inconclusive') return false;
  const codes = checks
    .filter(({ outcome }) => outcome === 'inconclusive')
    .flatMap(({ details }) => (typeof details?.['code'] === 'string' ? [details['code']] : []));
  return codes.length > 0 && codes.every((code) => OURS.includes(code));
}
