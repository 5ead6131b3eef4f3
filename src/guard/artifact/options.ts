import type { ArtifactExpectation } from '../../artifact/expectation.js';
import type { CallOptions, PolicyOptions } from '../plan/options.js';

/** Neither sampled nor drawn: artifacts are always looked at. */
export interface ArtifactScanOptions extends Omit<PolicyOptions, 'sampleKey' | 'experiment'> {
  /** As its users call it; in the report. */
  readonly name?: string | undefined;
  readonly version?: string | undefined;
  /** Two BigUint64 that say how many bytes were read and are to be read, while it goes on. */
  readonly progress?: SharedArrayBuffer | undefined;
}

export interface ArtifactOptions extends ArtifactScanOptions {
  readonly expectation?: Omit<ArtifactExpectation, 'environment'> | undefined;
  /**
   * Name of a profile of `artifact.environments`. Default: PRESSPROOF_ENV, else DEPLOYMENT_ENV, where a profile has that
   * name; without one memory is judged against what this machine has free.
   */
  readonly environment?: string | undefined;
}

/** Every option; the type makes a new one join the list. */
export const ARTIFACT_OPTION_NAMES = Object.keys({
  signal: true,
  timeoutMs: true,
  pool: true,
  config: true,
  settings: true,
  names: true,
  mode: true,
  limits: true,
  checks: true,
  coverage: true,
  name: true,
  version: true,
  progress: true,
  expectation: true,
  environment: true,
} satisfies Record<keyof CallOptions | keyof ArtifactOptions, true>);
