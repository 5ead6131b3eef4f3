import { standing } from '../core/coverage.js';
import type { Action } from '../core/decision.js';
import { isPublishable, verdictOf, type Verdict } from '../core/outcome.js';
import type { CheckOutcome, Coverage, Mode, Report } from '../core/report.js';

/** Settings of enforce mode. */
export interface EnforceRules {
  /** The validator itself failed and the operator chose to publish then (failOpen); excuses `inconclusive`, never `fail`. */
  readonly excused: boolean;
  readonly onReducedCoverage: 'reject' | 'accept' | 'queue-full-check';
  /** Not looked at because validation was too slow (degradation), which is as reduced as coverage can be. */
  readonly degradedAway: boolean;
}

/** The checks of a report that a mode at least as strict as `least` concerns. */
export function checksUnder({ checks, mode }: Pick<Report, 'checks' | 'mode'>, least: readonly Mode[]): CheckOutcome[] {
  return checks.filter((check) => least.includes(check.mode ?? mode));
}

/** Verdict of what counts. */
export function countedVerdict(checks: readonly CheckOutcome[], mode: Mode): Verdict {
  return verdictAmong(counted(checks, mode));
}

/** Whether what was not looked at could change the verdict of what counts, and why: its own failures alone settle that. */
export function countedStanding(
  checks: readonly CheckOutcome[],
  mode: Mode,
): Pick<Coverage, 'couldOverturn' | 'reason'> {
  return standing(counted(checks, mode));
}

/** Checks in shadow do not count, unless the whole report is one for the record only. */
function counted(checks: readonly CheckOutcome[], mode: Mode): CheckOutcome[] {
  const all = [...checks];
  return mode === 'shadow' ? all : checksUnder({ checks: all, mode }, ['alert', 'enforce']);
}

/** A check that was not run because of one that does not count is open, not settled. */
function verdictAmong(checks: readonly CheckOutcome[]): Verdict {
  const ids = checks.map(({ id }) => id);
  return verdictOf(
    checks.map(({ outcome, details }) => {
      const blocker = details?.['blockedBy'];
      return outcome === 'skipped' && typeof blocker === 'string' && !ids.includes(blocker) ? 'inconclusive' : outcome;
    }),
  );
}

/**
 * What happens to a file. Only enforce rejects: everything that its checks do not find `pass`, `warn` or `skipped`, and
 * a pass that what was not looked at could overturn, unless the operator accepts those.
 */
export function actionFor(
  report: Pick<Report, 'verdict' | 'mode' | 'checks'>,
  { excused, onReducedCoverage, degradedAway }: EnforceRules,
): Action {
  if (degradedAway) return onReducedCoverage === 'reject' ? 'reject' : 'publish';
  if (report.mode !== 'enforce') return 'publish';
  const verdict = enforcedVerdict(report);
  if (verdict === 'inconclusive' && excused) return 'publish';
  if (!isPublishable(verdict)) return 'reject';
  return onReducedCoverage === 'reject' && enforcedStanding(report).couldOverturn ? 'reject' : 'publish';
}

/** What the checks that enforce say; `skipped` where all of them were left out because less was to be looked at. */
export function enforcedVerdict({ verdict, mode, checks }: Pick<Report, 'verdict' | 'mode' | 'checks'>): Verdict {
  // skipped, or no check at all: there is nothing that single modes could tell apart
  if (checks.length === 0) return verdict;
  const enforced = checksUnder({ checks, mode }, ['enforce']);
  const leftOut = enforced.filter(({ outcome, provisional }) => outcome === 'skipped' && provisional !== undefined);
  return enforced.length > 0 && leftOut.length === enforced.length ? 'skipped' : verdictAmong(enforced);
}

/** Whether what was not looked at could change what the checks that enforce say: no failure of another settles that. */
export function enforcedStanding(report: Pick<Report, 'mode' | 'checks'>) {
  return standing(checksUnder(report, ['enforce']));
}

/** Whether what was not looked at could change the verdict. */
function isDoubtful({ couldOverturn }: Coverage): boolean {
  return couldOverturn === true;
}

export const EXIT = { success: 0, failed: 1, usage: 2, inconclusive: 3, interrupted: 130 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What of a report the exit code depends on. */
export interface Judged {
  readonly verdict: Verdict;
  readonly mode: Mode;
  readonly coverage?: Coverage;
}

/**
 * Exit code over all subjects: 1 at least one fail (with strict also warn), else 3 something inconclusive (with strict
 * also what could be overturned by what was not looked at), else 0. Shadow and off never reach it.
 */
export function exitCodeOf(judged: readonly Judged[], { strict = false } = {}): ExitCode {
  const heard = judged.filter(({ mode }) => mode === 'alert' || mode === 'enforce');
  const verdicts = heard.map(({ verdict }) => verdict);
  if (verdicts.includes('fail') || (strict && verdicts.includes('warn'))) return EXIT.failed;
  const doubtful = strict && heard.some(({ coverage }) => coverage && isDoubtful(coverage));
  return doubtful || verdicts.includes('inconclusive') ? EXIT.inconclusive : EXIT.success;
}
