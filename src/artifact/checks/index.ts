import type { Check } from '../../core/check.js';
import type { ArtifactExpectation } from '../expectation.js';
import type { ArtifactFacts } from '../facts.js';
import { architectureCompatibility } from './architecture-compatibility.js';
import { fileIntegrity } from './file-integrity.js';
import { formatValidation } from './format-validation.js';
import { holdout } from './holdout.js';
import { inference } from './inference.js';
import { latency } from './latency.js';
import { memoryRequirements } from './memory-requirements.js';
import { regression } from './regression.js';
import { responseQuality } from './response-quality.js';
import { signature } from './signature.js';
import { sizeLimits } from './size-limits.js';
import { unsafeContent } from './unsafe-content.js';
import { weightsSanity } from './weights-sanity.js';

/** The artifact suite. A new check is one file and one line here. */
export const artifactChecks: readonly Check<ArtifactFacts, ArtifactExpectation>[] = [
  fileIntegrity,
  signature,
  formatValidation,
  sizeLimits,
  memoryRequirements,
  unsafeContent,
  architectureCompatibility,
  weightsSanity,
  inference,
  responseQuality,
  latency,
  holdout,
  regression,
];
