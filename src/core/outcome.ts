/** What one check found. `inconclusive`: could not be measured. `skipped`: not asked for, with the reason. */
export const OUTCOMES = ['passed', 'warned', 'failed', 'inconclusive', 'skipped'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** What a whole report says. */
export const VERDICTS = ['pass', 'warn', 'fail', 'inconclusive', 'skipped'] as const;
export type Verdict = (typeof VERDICTS)[number];

/**
 * The status algebra: any failure fails; otherwise anything that could not be measured makes the whole
 * inconclusive; otherwise any warning warns; `pass` needs at least one check that passed.
 * Zero checks, or checks that were all skipped, measured nothing and are inconclusive, never a pass.
 */
export function verdictOf(outcomes: readonly Outcome[]): Verdict {
  if (outcomes.includes('failed')) return 'fail';
  if (outcomes.includes('inconclusive')) return 'inconclusive';
  if (outcomes.includes('warned')) return 'warn';
  if (outcomes.includes('passed')) return 'pass';
  return 'inconclusive';
}

/** Whether enforce mode may publish what got this verdict. */
export function isPublishable(verdict: Verdict): boolean {
  return verdict === 'pass' || verdict === 'warn' || verdict === 'skipped';
}
