import type { Json } from '../../core/check.js';
import type { CoverageLevel } from '../../core/coverage.js';
import type { DegradationLevel } from '../../core/decision.js';
import type { Outcome, Verdict } from '../../core/outcome.js';

/** What of a recorded decision says why it failed. */
export interface InvestigatedRow {
  readonly id: string;
  /** ms since 1970. */
  readonly at: number;
  readonly suite: string;
  readonly verdict: Verdict;
  readonly skipped: string | null;
  readonly operation: string;
  /** null: somebody else made the output. */
  readonly engine: string | null;
  readonly engineVersion: string | null;
  readonly parameters: Readonly<Record<string, Json>>;
  readonly coverage: CoverageLevel;
  readonly degradation: DegradationLevel;
  readonly checks: readonly InvestigatedCheck[];
}

export interface InvestigatedCheck {
  readonly id: string;
  readonly outcome: Outcome;
  /** What it stumbled over; null where nothing was wrong or no code was named. */
  readonly code: string | null;
}
