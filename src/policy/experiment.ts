import type { CoverageLevel } from '../core/coverage.js';
import { invalidArgument } from '../core/errors.js';
import type { Mode } from '../core/modes.js';

/** One way of treating subjects; what it does not state is as for everybody. */
export interface Arm {
  readonly name: string;
  /** Share of subjects relative to the other arms, over 0. */
  readonly weight: number;
  /** off: the control, without validation. */
  readonly mode?: Mode | undefined;
  readonly coverage?: CoverageLevel | undefined;
  readonly limits?: Readonly<Record<string, number | null | undefined>> | undefined;
  readonly engine?: string | undefined;
  readonly parameters?: Readonly<Record<string, number | string | boolean>> | undefined;
}

export interface Experiment {
  readonly name: string;
  /** Default: the name. */
  readonly salt?: string | undefined;
  readonly arms: readonly Arm[];
}

/**
 * @throws UsageError when no experiment has that name
 */
export function experimentNamed(name: string, experiments: readonly Experiment[]): Experiment {
  const found = experiments.find((experiment) => experiment.name === name);
  if (found) return found;
  const known = experiments.map((experiment) => experiment.name).join(', ') || 'none is configured';
  throw invalidArgument('experiment', `the name of a configured experiment (${known})`, name);
}
