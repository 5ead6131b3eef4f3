import type { CoverageLevel } from '../../core/coverage.js';
import type { DegradationLevel } from '../../core/decision.js';
import type { Measured } from './measured.js';

export interface DegradationMove {
  /** Monotone, ms. */
  readonly at: number;
  readonly from: DegradationLevel;
  readonly to: DegradationLevel;
  /** One sentence. */
  readonly why: string;
}

/** What of a subject is looked at. It goes back to `observe` with what that took. */
export interface DegradationAdmission {
  /** The level that the subject is done at. */
  readonly level: DegradationLevel;
  /** The most that is looked at; null: nothing. */
  readonly coverage: CoverageLevel | null;
  /** Done at the next better level, to learn whether that is affordable again. */
  readonly probe: boolean;
  /** How many moves there had been; null: it starts a thread, so what it takes says nothing of others. */
  readonly moves: number | null;
}

export interface DegradationState extends Measured {
  /** Resident memory of the process as last read, bytes; 0: never. */
  readonly memoryBytes: number;
  /** Of the last move, or of the start; monotone, ms. */
  readonly since: number;
  readonly moves: number;
  /** Why it is at this level, one sentence. */
  readonly why: string;
  /** The next better level; null at normal. */
  readonly recovery: {
    readonly to: DegradationLevel;
    /** Monotone, ms; later where something speaks against it until then. */
    readonly notBefore: number;
    /** What stands against it now, one sentence each. */
    readonly obstacles: readonly string[];
  } | null;
}
