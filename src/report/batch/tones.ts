import type { PageStatus } from './model.js';

/** Which of the verdicts' inks a status has: the style of single reports knows verdicts only. */
export const TONES: Readonly<Record<PageStatus, string>> = {
  fail: 'fail',
  error: 'fail error',
  set_aside: 'fail set-aside',
  inconclusive: 'inconclusive',
  warn: 'warn',
  pass: 'pass',
  skipped: 'skipped',
};
