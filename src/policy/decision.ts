import { isPublishable, type Verdict } from '../core/outcome.js';
import type { Action } from '../core/decision.js';
import type { Mode } from '../core/report.js';

/**
 * Only enforce rejects, and then everything that is not `pass`, `warn` or `skipped`.
 * @param excused - the validator itself failed and the operator chose to publish then (failOpen); excuses
 *   `inconclusive`, never `fail`
 */
export function actionFor(verdict: Verdict, mode: Mode, excused = false): Action {
  if (mode !== 'enforce' || isPublishable(verdict)) return 'publish';
  return verdict === 'inconclusive' && excused ? 'publish' : 'reject';
}

export const EXIT = { success: 0, failed: 1, usage: 2, inconclusive: 3, interrupted: 130 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What of a report the exit code depends on. */
export interface Judged {
  readonly verdict: Verdict;
  readonly mode: Mode;
}

/**
 * Exit code over all subjects: 1 at least one fail (with strict also warn), else 3 something inconclusive, else 0.
 * Shadow and off never reach it.
 */
export function exitCodeOf(judged: readonly Judged[], { strict = false } = {}): ExitCode {
  const verdicts = judged.filter(({ mode }) => mode === 'alert' || mode === 'enforce').map(({ verdict }) => verdict);
  if (verdicts.includes('fail') || (strict && verdicts.includes('warn'))) return EXIT.failed;
  return verdicts.includes('inconclusive') ? EXIT.inconclusive : EXIT.success;
}
