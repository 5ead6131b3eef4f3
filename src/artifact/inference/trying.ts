import type { LimitValues } from '../../core/limits.js';
import type { ArtifactExpectation } from '../expectation.js';
import type { INFERENCE_LIMITS } from './limits.js';

/** How models are asked. */
export interface Trying {
  readonly expectation: ArtifactExpectation;
  readonly limits: LimitValues<typeof INFERENCE_LIMITS>;
}
