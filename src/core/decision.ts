import type { Json } from './check.js';
import type { Report } from './report.js';

/** What happens to a file after its verdict. */
export type Action = 'publish' | 'reject';

/** Why policy decided not to look at a subject. */
export const SKIP_REASONS = [
  'mode_off',
  'emergency',
  'sampled_out',
  'experiment_control',
  'degraded',
  'queue_full',
] as const;
export type SkipReason = (typeof SKIP_REASONS)[number];

/** How much automatic degradation lets through: everything, a sample, structure alone, nothing. */
export const DEGRADATION_LEVELS = ['normal', 'degraded', 'structural', 'off'] as const;
export type DegradationLevel = (typeof DEGRADATION_LEVELS)[number];

/** The compression whose output was judged; null members where its compressor does not say. */
export interface CompressionRecord {
  readonly engine: string;
  readonly engineVersion: string | null;
  readonly parameters: Readonly<Record<string, Json>>;
  readonly durationMs: number;
  readonly inputBytes: number | null;
  readonly outputBytes: number | null;
}

/** Which arm of which experiment a subject was drawn into. */
export interface ArmRecord {
  readonly experiment: string;
  readonly arm: string;
  /** Where in [0, 1) the subject was drawn: names it in this experiment without naming it to anybody else. */
  readonly draw: number;
}

/** All that happened to one subject, from its compression to its verdict: what sinks record. Plain data. */
export interface Decision {
  /** UUID, also `report.id`. */
  readonly id: string;
  /** The calendar's time of the decision, ms since 1970. */
  readonly at: number;
  readonly report: Report;
  /** null: nothing was to be published (validate, scan). */
  readonly action: Action | null;
  /** null: it was looked at. */
  readonly skipped: SkipReason | null;
  /** null: somebody else made the output. */
  readonly compression: CompressionRecord | null;
  readonly arm: ArmRecord | null;
  /** Share of subjects that were to be looked at, 0 to 1. */
  readonly sampleRate: number;
  readonly degradation: DegradationLevel;
  /** ms from the admission to the verdict, queue included; 0 where nothing was looked at. */
  readonly validationMs: number;
  /** ms that the subject waited for a worker; null where none was asked. */
  readonly queueWaitMs: number | null;
  /** ms that the caller waited beyond its compressor: what validation cost it. */
  readonly addedMs: number;
}

/**
 * Somebody who wants to know of every decision. It can fail, lag or be absent, and the caller of a compression never
 * feels it: `accept` only takes the decision over (it must return at once and queue within bounds), what it throws is
 * logged.
 */
export interface Sink {
  readonly name: string;
  accept(decision: Decision): void;
  /** Resolves when all that was accepted is where it belongs, or was given up. Never rejects. */
  flush(): Promise<void>;
  /** Flushes and lets go of files, sockets and timers. Never rejects. */
  close(): Promise<void>;
}
