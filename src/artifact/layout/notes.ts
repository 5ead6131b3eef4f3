import type { Concern, Problem, ProblemList } from '../problem.js';

/** Where and what a problem of several files is. */
export interface Noted {
  /** Without `layout_` in front. */
  readonly rule: string;
  readonly file: string | null;
  readonly offset?: number;
  readonly part?: string;
  readonly message: string;
  /** Default: error. */
  readonly severity?: Problem['severity'];
  /** Default: layout. */
  readonly concern?: Concern;
}

export function note(problems: ProblemList, noted: Noted): void {
  const { rule, file, offset = null, part = null, message, severity = 'error', concern = 'layout' } = noted;
  problems.add({ rule: `layout_${rule}`, concern, severity, file, offset, part, message });
}
