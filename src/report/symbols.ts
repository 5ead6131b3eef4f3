import type { Outcome, Verdict } from '../core/outcome.js';

/** Shapes that differ without colour; all are one column wide. */
export const OUTCOME_SYMBOLS: Readonly<Record<Outcome, string>> = {
  passed: '✓',
  warned: '!',
  failed: '✗',
  inconclusive: '?',
  skipped: '–',
};

export const VERDICT_SYMBOLS: Readonly<Record<Verdict, string>> = {
  pass: OUTCOME_SYMBOLS.passed,
  warn: OUTCOME_SYMBOLS.warned,
  fail: OUTCOME_SYMBOLS.failed,
  inconclusive: OUTCOME_SYMBOLS.inconclusive,
  skipped: OUTCOME_SYMBOLS.skipped,
};
