import type { Check } from '../../core/check.js';
import type { Expectation } from '../expectation.js';
import type { PairFacts } from '../facts.js';
import { colorCount } from './color-count.js';
import { dimensions } from './dimensions.js';
import { duration } from './duration.js';
import { fileIntegrity } from './file-integrity.js';
import { fps } from './fps.js';
import { frameCount } from './frame-count.js';
import { loopCount } from './loop-count.js';
import { qualityDegradation } from './quality-degradation.js';
import { sizeReduction } from './size-reduction.js';
import { transparency } from './transparency.js';

/** The image suite. A new check is one file and one line here. */
export const imageChecks: readonly Check<PairFacts, Expectation>[] = [
  fileIntegrity,
  dimensions,
  frameCount,
  fps,
  duration,
  loopCount,
  colorCount,
  transparency,
  sizeReduction,
  qualityDegradation,
];
