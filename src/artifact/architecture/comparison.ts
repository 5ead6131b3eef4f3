import { measured, unmeasured, type Measured } from '../../core/fact.js';
import type { Structure } from '../contents.js';
import type { Baseline } from '../facts.js';
import type { Architecture } from './architecture.js';
import { differenceOf } from './difference.js';
import { architectureSignature } from './signature.js';

/** Compares with the baseline where one was named. A baseline that breaks its own rules is nothing to compare with. */
export function architectureOf(structure: Structure, baseline: Baseline | null): Measured<Architecture> {
  const tensors = structure.tensors.length;
  if (!baseline) return measured({ sha256: architectureSignature(structure).sha256, tensors, difference: null });
  const { path, structure: other } = baseline;
  const broken = other.problems.find(
    ({ severity, concern }) => severity === 'error' && (concern === 'format' || concern === 'layout'),
  );
  if (broken) return unmeasured('baseline_broken', `The baseline ${path} cannot be compared with: ${broken.message}`);
  if (other.tensors.length === 0) return unmeasured('baseline_empty', `The baseline ${path} has no tensors to compare`);
  if (tensors === 0) return unmeasured('no_tensors', 'No tensor was found, so there is nothing to compare');
  const difference = differenceOf(other, structure);
  return measured({ sha256: difference.to, tensors, difference });
}
