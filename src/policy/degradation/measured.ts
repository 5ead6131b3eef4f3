import type { DegradationLevel } from '../../core/decision.js';

/** What was seen since the last move, as far as it is in the window. */
export interface Measured {
  readonly level: DegradationLevel;
  /** Subjects that were validated at this level. */
  readonly samples: number;
  /** 95th percentile of what they took, ms, without their wait; null: there were none. */
  readonly validationP95Ms: number | null;
  /** Subjects that asked for a worker. */
  readonly waits: number;
  /** 95th percentile of their wait, ms; null: there were none. */
  readonly queueWaitP95Ms: number | null;
  /** null: there is no better level. */
  readonly better: MeasuredBetter | null;
}

/** What a share of the subjects took that was done at the next better level. */
export interface MeasuredBetter {
  readonly level: DegradationLevel;
  readonly probes: number;
  /** 95th percentile of what they took, ms, without their wait; null: there were none. */
  readonly validationP95Ms: number | null;
  /** Share of the workers' time that all subjects would take there, 0 to over 1; null: there were no probes. */
  readonly load: number | null;
}
