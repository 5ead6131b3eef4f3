import type { Verdict } from '../../core/outcome.js';

/** What of an experiment's configuration its report needs. */
export interface ReportedArm {
  readonly name: string;
  /** Share of subjects relative to the other arms, over 0. */
  readonly weight: number;
  /** off: a control, which is not validated. */
  readonly mode?: string | undefined;
  readonly engine?: string | undefined;
  readonly parameters?: Readonly<Record<string, number | string | boolean>> | undefined;
}

export interface ReportedExperiment {
  readonly name: string;
  readonly arms: readonly ReportedArm[];
  /** Name of the arm that a draw in [0, 1) belongs to, as the weights are now. */
  readonly armOfDraw: (draw: number) => string;
}

/** What of a decision its experiment's report needs: the first of each subject. */
export interface SubjectRow {
  readonly arm: string | null;
  readonly draw: number | null;
  readonly verdict: Verdict;
  readonly action: 'publish' | 'reject' | null;
  readonly validationMs: number;
  readonly addedMs: number;
  readonly compressionMs: number | null;
  readonly inputBytes: number | null;
  readonly outputBytes: number | null;
}

export function isValidated({ mode }: ReportedArm): boolean {
  return mode !== 'off';
}
