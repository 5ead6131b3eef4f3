import type { Mode } from '../../core/modes.js';
import type { Severity } from './settings.js';

/** Who says it: enough to find the machine, nothing to log in with. */
export interface Source {
  readonly host: string;
  readonly pid: number;
  readonly version: string;
  /** PRESSPROOF_ENV or DEPLOYMENT_ENV; null: none is set. */
  readonly environment: string | null;
}

export interface Counts {
  readonly windowMinutes: number;
  /** Subjects that were looked at. */
  readonly subjects: number;
  readonly failed: number;
  readonly inconclusive: number;
  readonly slow: number;
  /** Subjects by failed check, or, for inconclusiveRate, by check that could not judge; most frequent first; up to five. */
  readonly checks: readonly { readonly check: string; readonly subjects: number }[];
  /** Failed subjects by compressor, most frequent first, up to five; empty where none is known. */
  readonly engines: readonly { readonly engine: string; readonly subjects: number }[];
}

/**
 * What channels are told, and, as it is, the body of a webhook. No payloads, no digests, no addresses; paths only where
 * a channel asks for them. `schemaVersion` grows when a field changes its meaning or goes; new fields may come.
 */
export interface AlertMessage {
  readonly schemaVersion: 1;
  /** Of this message, the same at every attempt to deliver it. */
  readonly id: string;
  /** Of the alert: firing, repeated and resolved share it. An event has its own. */
  readonly alert: string;
  readonly state: 'firing' | 'repeated' | 'resolved' | 'event' | 'test';
  /** A rule (`failureRate`, ...) or a kind of event (`emergency_disabled`, ...). */
  readonly name: string;
  readonly severity: Severity;
  readonly title: string;
  readonly text: string;
  /** What to do, in whole sentences. */
  readonly advice: string;
  /** ISO 8601. */
  readonly at: string;
  /** ms since the alert began; null for events. */
  readonly firingForMs: number | null;
  /** null for events. A null value: nothing is left to judge by, as the text says. */
  readonly rule: {
    readonly value: number | null;
    readonly threshold: number;
    readonly unit: 'share' | 'MiB' | 'subjects';
  } | null;
  /** null for events. */
  readonly counts: Counts | null;
  readonly mode: Mode;
  readonly source: Source;
  /** Paths of up to three failed outputs, newest first; absent unless the channel asks for paths. */
  readonly examples?: readonly string[];
  /** What this channel was not told since the last message that it took. */
  readonly missed: Missed;
}

export interface Missed {
  /** Because of maxPerHour. */
  readonly heldBack: number;
  /** Because the channel could not be reached, or not fast enough. */
  readonly undelivered: number;
}
