import { UsageError } from '../../core/errors.js';
import { engineNamed, type CompressParameters } from '../../engines/index.js';
import type { Compressor } from '../../guard/job.js';
import type { Operation } from '../../image/expectation.js';
import type { Recipe } from '../recipe.js';
import type { StageOutcome } from '../task.js';

/** What a recipe asks for, as a guard takes it. */
export interface Compression {
  readonly compressor: Compressor<CompressParameters, object>;
  readonly parameters: CompressParameters | undefined;
  /** undefined: what the parameters ask for. */
  readonly operation: Operation | undefined;
}

/** @throws EngineError `unknown_engine`; UsageError for stages that make no sense */
export async function compressionOf({ stages, label }: Recipe): Promise<Compression> {
  const [stage, ...more] = stages;
  if (!stage || more.length > 0) throw new UsageError('invalid_argument', `Expected one stage but received ${label}`);
  // the engine checks them: what it cannot do it refuses
  const parameters = stage.parameters as CompressParameters;
  return { compressor: engineNamed(stage.engine), parameters, operation: stage.operation };
}

/** What the stages did, by what their compressor returned; nothing where there is only one, which the decision tells of. */
export function stagesOf(_result: object | null): { failedStage: number | null; stages: readonly StageOutcome[] } {
  return { failedStage: null, stages: [] };
}
