import type { CheckOutcome } from '../../core/report.js';
import type { Fingerprints } from './key.js';
import type { SuiteResult } from '../../core/suite-result.js';

/** Why something could not be measured that lies in the files and in what was asked, which the key holds. */
const LASTING = [
  'original_damaged',
  'dimensions_differ',
  'coverage_structural',
  'canvas_over_budget',
  'frames_over_budget',
  'animation_not_read',
  'unsupported_format',
];

/** What the decoder of all formats but GIF, which is not ours, may also say for want of memory. */
const PASSING = '"not_decodable"';

/**
 * Whether the same bytes would be judged so again, under whatever name: on the bytes that the key names, and with
 * nothing left open for a reason that may be gone next time, such as a worker that died or a file that changed.
 */
export function isSettled({ subject, checks }: SuiteResult, { original, output }: Fingerprints): boolean {
  const judged = subject.output ?? subject.file;
  const same = judged?.sha256 === output.sha256 && subject.original?.sha256 === original?.sha256;
  const words = JSON.stringify(checks);
  const names = [judged?.path, subject.original?.path].filter((path) => typeof path === 'string');
  const ours = [original, output].every((file) => file === null || file.extension === '.gif');
  const unfit = [...names, ...(ours ? [] : [PASSING])].some((word) => words.includes(word));
  return same && checks.length > 0 && checks.every(isLasting) && !unfit;
}

/** A check that could not be measured because another could not carries no code: that one decides. */
function isLasting({ outcome, details }: CheckOutcome): boolean {
  const code = details?.['code'];
  return outcome !== 'inconclusive' || code === undefined || (typeof code === 'string' && LASTING.includes(code));
}
