import { engineNamed, type CompressParameters } from '../../engines/index.js';
import type { Compressor } from '../../guard/job.js';
import { pipelineCompressor } from '../../guard/pipeline/compressor.js';
import type { Operation } from '../../image/expectation.js';
import type { Recipe } from '../recipe.js';

/** What a recipe asks for, as a guard takes it. */
export interface Compression {
  readonly compressor: Compressor<CompressParameters, object>;
  readonly parameters: CompressParameters | undefined;
  /** undefined: what the parameters ask for. */
  readonly operation: Operation | undefined;
}

/** @throws EngineError `unknown_engine`, `unsupported_parameter`; UsageError for stages that make no sense */
export function compressionOf({ stages }: Recipe): Compression {
  const [stage, ...more] = stages;
  if (!stage || more.length > 0) {
    return { compressor: pipelineCompressor(stages), parameters: undefined, operation: undefined };
  }
  // the engine checks them: what it cannot do it refuses
  const parameters = stage.parameters as CompressParameters;
  return { compressor: engineNamed(stage.engine), parameters, operation: stage.operation };
}
