import type { Report } from '../../core/report.js';
import type { StageParameters } from './stage.js';

/** What one run of a pipeline did. */
export interface StageResult {
  /** Positions of the stages that it did, from 0; several where one run did them all. */
  readonly stages: readonly number[];
  readonly engine: string;
  readonly parameters: StageParameters;
  /** Its output against its own input; null where nobody looked (no guard, mode shadow or off, not sampled). */
  readonly report: Report | null;
  /** What the compressor returned. */
  readonly compressed: object;
}

/** What a pipeline did. Sizes in bytes, durations in ms. */
export interface PipelineResult {
  /** One for each stage that was asked for, whether it ran or not, joined by ` | `; so is the version. */
  readonly engine: string;
  readonly engineVersion: string;
  readonly inputBytes: number;
  readonly outputBytes: number;
  /** Of the compressions; without looking at what they made. */
  readonly durationMs: number;
  readonly stages: readonly StageResult[];
  /** Position of the first stage whose own verdict is `fail`; null where there is none. */
  readonly failedStage: number | null;
}
