import type { Arm, Experiment } from './experiment.js';
import { drawOf } from './sampling.js';

/** Where a subject was drawn, and so which arm it belongs to. */
export interface DrawnArm {
  readonly arm: Arm;
  /** In [0, 1); the same for the same subject, another for another (two of a million share theirs once in 500 times). */
  readonly draw: number;
}

/**
 * The arm of a subject: sticky, since it is decided by the subject's key and the salt alone, and independent of which
 * subjects are sampled, since the draw has a salt of its own.
 * @param key - as for drawOf
 */
export function armOf(experiment: Experiment, key: string): DrawnArm {
  const draw = drawOf(`experiment:${experiment.salt ?? experiment.name}`, key);
  return { arm: armAt(experiment, draw), draw };
}

/** The arm whose part of [0, 1) holds the draw; the parts lie in the order of the arms, as long as their weights say. */
export function armAt({ arms }: Pick<Experiment, 'arms'>, draw: number): Arm {
  const total = arms.reduce((sum, { weight }) => sum + weight, 0);
  let left = draw * total;
  for (const arm of arms) {
    left -= arm.weight;
    if (left < 0) return arm;
  }
  // sums of weights round; the last one ends where the range does
  return arms.at(-1)!;
}
