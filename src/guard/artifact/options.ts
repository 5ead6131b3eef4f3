import type { ArtifactExpectation } from '../../artifact/expectation.js';
import type { PolicyOptions } from '../plan/options.js';

export interface ArtifactOptions extends PolicyOptions {
  /** As its users call it; in the report. */
  readonly name?: string | undefined;
  readonly version?: string | undefined;
  readonly expectation?: ArtifactExpectation | undefined;
  /** Two BigUint64 that say how many bytes were read and are to be read, while it goes on. */
  readonly progress?: SharedArrayBuffer | undefined;
}
