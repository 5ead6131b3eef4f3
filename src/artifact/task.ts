import type { CoverageLevel } from '../core/coverage.js';
import type { EnvironmentProfile } from './environments.js';
import type { ArtifactExpectation } from './expectation.js';
import type { ReadBudget } from './formats/format.js';

/** Bounds of one artifact, before anything is allocated. */
export interface ArtifactBudget extends ReadBudget {
  /** Files of a folder. */
  readonly maxMembers: number;
}

export const DEFAULT_ARTIFACT_BUDGET: ArtifactBudget = {
  // the largest models that exist have some 100,000
  maxTensors: 1_000_000,
  // the safetensors library's own limit of a header
  maxHeldBytes: 100_000_000,
  maxInflatedBytes: 2 ** 30,
  maxMembers: 100_000,
};

/** Work for a worker: plain data both ways. Its result is a SuiteResult. */
export interface ArtifactTask {
  readonly kind: 'artifact';
  /** Of a file or a folder. */
  readonly path: string;
  readonly expectation: ArtifactExpectation;
  /** What to say where nothing lies at the path of the baseline; undefined: what is said of every path. */
  readonly baselineAbsent?: string | undefined;
  /** Flat, already resolved and validated limits. */
  readonly limits: Readonly<Record<string, unknown>>;
  /** null = all. */
  readonly checks: readonly string[] | null;
  /** full: every byte is read; sampled: a part of each tensor; structural: no tensor data, no digest, nothing is run. */
  readonly coverage: CoverageLevel;
  readonly budget: ArtifactBudget;
  /** Two BigUint64: bytes read, bytes to be read; written by the worker, watched by whoever shows progress. */
  readonly progress: SharedArrayBuffer | null;
}

/** The same for several environments. Its result is a SuiteResult of each, in their order. */
export interface MatrixTask {
  readonly kind: 'matrix';
  readonly task: ArtifactTask;
  readonly environments: readonly EnvironmentProfile[];
}
