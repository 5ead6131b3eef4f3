import { PressproofError, UsageError } from '../../core/errors.js';
import { compressParametersSchema } from '../../engines/engine.js';
import { honour } from '../../engines/honour.js';
import { engineNamed, ENGINES } from '../../engines/index.js';
import type { Experiment } from '../../policy/experiment.js';

/**
 * Whether every arm could compress: found out before a subject is drawn into it, not when the first one is.
 * @throws UsageError naming the place and what its engine says
 */
export function checkArms(experiments: readonly Experiment[]): void {
  for (const { name: experiment, arms } of experiments) {
    for (const { name: arm, engine, parameters = {} } of arms) {
      try {
        if (engine !== undefined) honour(engineNamed(engine), parameters, ENGINES);
        else compressParametersSchema.parse(parameters);
      } catch (error) {
        const reason = error instanceof PressproofError ? error.message : `parameters are ${names}, in their ranges`;
        throw new UsageError('invalid_argument', `Arm ${arm} of experiment ${experiment}: ${reason}`, { cause: error });
      }
    }
  }
}

const names = Object.keys(compressParametersSchema.shape).join(', ');
