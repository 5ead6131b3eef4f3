import type { CoverageLevel } from '../core/coverage.js';
import type { FileRef } from '../core/report.js';
import type { CrossCheckResult } from './cross-check.js';
import type { Expectation, Operation } from './expectation.js';
import type { ImageFormat, Pixels, Problem } from './facts.js';
import type { MetricName } from './quality/metric-names.js';
import type { Budget } from './reader.js';
import type { ImageInput } from './source.js';

/** Work for a worker: plain data both ways, no policy and no metrics registry. */
export type Task = ValidateTask | ValidateManyTask | ProbeTask;

export interface ValidateTask {
  readonly kind: 'validate';
  /** null for a lone image (scan). */
  readonly original: ImageInput | null;
  readonly output: ImageInput;
  readonly operation: Operation;
  readonly expectation: Expectation;
  /** Flat, already resolved and validated limits. */
  readonly limits: Readonly<Record<string, unknown>>;
  /** Ids of the checks to run; null = all that apply to the kind of subject. */
  readonly checks: readonly string[] | null;
  /** Default full. */
  readonly coverage?: CoverageLevel | undefined;
  /** Time from the task's start after which no further comparison begins, ms; null, the default: none. */
  readonly timeBudgetMs?: number | null | undefined;
  /** Reported of every frame compared, beside what the limits need. */
  readonly metrics?: readonly MetricName[] | undefined;
  readonly budget: Budget;
  /** Also decode with sharp and gifuct-js and report where readers disagree. */
  readonly crossCheck: boolean;
}

/** Outputs of one original, each with what was asked of it. */
export interface ValidateManyTask {
  readonly kind: 'validate-many';
  readonly original: ImageInput;
  readonly outputs: readonly Omit<ValidateTask, 'kind' | 'original' | 'budget'>[];
  readonly budget: Budget;
}

/** Instead of a result: the validator failed on this one of several subjects. */
export interface TaskFailure {
  readonly error: { readonly code: string; readonly message: string };
}

export interface ProbeTask {
  readonly kind: 'probe';
  readonly file: ImageInput;
  readonly budget: Budget;
  readonly crossCheck: boolean;
}

/** One object of `probe --json`. */
export type ProbeResult = ImageProbe | ProbeFailure;

export interface ImageProbe extends FileRef {
  readonly format: ImageFormat;
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  readonly delaysMs: readonly number[];
  readonly durationMs: number;
  readonly fps: number;
  readonly loopCount: number | null;
  /** null when the canvas was too large to be composited. */
  readonly colors: Pixels['colors'] | null;
  readonly transparent: boolean | null;
  readonly complete: boolean;
  readonly problems: readonly Problem[];
  /** Only with cross-check: the first disagreement with each other reader, null where they agree. */
  readonly crossCheck?: readonly CrossCheckResult[];
}

export interface ProbeFailure {
  readonly path: string | null;
  readonly bytes: number | null;
  readonly sha256: string | null;
  readonly error: { readonly code: string; readonly message: string };
}
