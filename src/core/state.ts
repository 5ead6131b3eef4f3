import type { DegradationLevel } from './decision.js';
import type { Mode } from './modes.js';

/** The switches and loads of this process as they are now: for health, metrics and dashboards. Plain data. */
export interface LiveState {
  readonly mode: Mode;
  readonly modeSource: string;
  readonly sampleRate: number;
  readonly degradation: DegradationLevel;
  readonly emergency: EmergencyState;
  /** null: no control file is stated. */
  readonly control: ControlState | null;
  /** Subjects that wait for a worker. */
  readonly queueDepth: number;
  /** Resident memory of this process, bytes. */
  readonly memoryBytes: number;
  /** What is wrong now, one sentence each, e.g. a control file that cannot be read. */
  readonly problems: readonly string[];
}

export interface EmergencyState {
  readonly disabled: boolean;
  /** Who or what says so, one sentence; null while validation is on. */
  readonly reason: string | null;
  /** ms since 1970; null: until somebody enables it. */
  readonly until: number | null;
}

export interface ControlState {
  readonly path: string;
  /** Id of the last change that was read; null: none yet. */
  readonly revision: string | null;
  /** Age of the last good reading, ms; null: none yet. */
  readonly ageMs: number | null;
  /** Why the last reading failed, one sentence; the last good state stays in force. */
  readonly problem: string | null;
}
