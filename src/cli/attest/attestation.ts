import type { ResolvedSettings } from '../../config/resolve.js';
import type { SuiteName } from '../../config/suite-checks.js';
import type { Report } from '../../core/report.js';
import type { ExitCode } from '../../policy/decision.js';
import type { Tested } from '../../report/attest/tested.js';

/** What decides how was judged. Of the settings only those that do are taken, and nothing secret is among them. */
export interface JudgedBy {
  readonly suite: SuiteName;
  readonly resolved: ResolvedSettings;
  /** Of the flags only those that say what is looked at. */
  readonly flags: object;
  /** What was expected, and what else no setting says. */
  readonly asked: object;
}

/** Takes down what was judged, and states it in the end. */
export interface Attestation {
  /** @param others - of the same subject, in other environments */
  add(report: Report, ...others: readonly Report[]): void;
  /** The same for those who keep no reports. */
  addTested(tested: Tested): void;
  /**
   * Writes the statement whole beside its place and renames it. Where nothing can be attested, e.g. of a file that was not
   * read to its end, that is said, and a success becomes wrong usage: who asked for a statement has none.
   * @param code - of the verdict
   */
  write(judgedBy: JudgedBy, code: ExitCode): Promise<ExitCode>;
}
