import type { ResolvedSettings } from '../../config/index.js';
import { UsageError } from '../../core/errors.js';
import { engineNamed, type CompressParameters } from '../../engines/index.js';
import type { Engine } from '../../engines/engine.js';
import { assignArm } from './assign.js';
import { experimentNamed } from '../../policy/experiment.js';
import { checkArms } from './check-arms.js';

export interface ArmCompression {
  readonly engine: Engine;
  readonly parameters: CompressParameters;
  /** What was drawn. */
  readonly sampleKey: string;
}

interface Asked {
  readonly engine: string | undefined;
  readonly parameters: CompressParameters;
  readonly sampleKey: string | undefined;
  readonly signal: AbortSignal;
}

/**
 * How the arm of an original compresses it: with the engine and the parameters that the arm states, and with what the
 * caller says where no arm states any.
 * @throws UsageError for what some arm contradicts, and for arms that could not compress
 */
export async function compressionOfArm(
  name: string,
  input: string,
  settings: ResolvedSettings,
  { engine, parameters, sampleKey, signal }: Asked,
): Promise<ArmCompression> {
  const { experiments } = settings.settings;
  const experiment = experimentNamed(name, experiments);
  checkArms([experiment]);
  const own = experiment.arms.some((arm) => arm.engine !== undefined);
  if (own && engine !== undefined) throw refused(`no engine beside experiment ${name}, whose arms name engines`);
  if (!own && engine === undefined) throw refused(`an engine beside experiment ${name}, whose arms name none`);
  const twice = Object.keys(parameters).find((key) => experiment.arms.some((arm) => key in (arm.parameters ?? {})));
  if (twice !== undefined) throw refused(`no ${twice} beside experiment ${name}, of which an arm states it`);
  const arm = await assignArm(name, input, { sampleKey, settings, signal });
  return {
    engine: engineNamed(arm.engine ?? engine!),
    parameters: { ...parameters, ...(arm.parameters as CompressParameters) },
    sampleKey: arm.sampleKey,
  };
}

function refused(expected: string): UsageError {
  return new UsageError('invalid_argument', `Expected ${expected}`);
}
