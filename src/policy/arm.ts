import type { Arm, Experiment } from './experiment.js';
import { drawOf } from './sampling.js';

/**
 * The arm of a subject: sticky, since it is decided by the subject's key and the salt alone, and independent of which
 * subjects are sampled, since the draw has a salt of its own.
 * @param key - as for drawOf
 */
export function armOf({ name, salt, arms }: Experiment, key: string): Arm {
  const total = arms.reduce((sum, { weight }) => sum + weight, 0);
  let left = drawOf(`experiment:${salt ?? name}`, key) * total;
  for (const arm of arms) {
    left -= arm.weight;
    if (left < 0) return arm;
  }
  // sums of weights round; the last one ends where the range does
  return arms.at(-1)!;
}
