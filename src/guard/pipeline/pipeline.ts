import { guard } from '../guard.js';
import type { GuardOptions } from '../plan/options.js';
import type { Report } from '../../core/report.js';
import { pipelineCompressor, type PipelineOptions } from './compressor.js';
import type { PipelineResult } from './result.js';
import type { PipelineStage } from './stage.js';

export type GuardedPipeline = (
  input: string,
  output: string,
  signal?: AbortSignal,
) => Promise<PipelineResult & { validation?: Report }>;

/**
 * Several compressions one after the other: each is judged against its own input and the end against the original, by
 * the modes and settings of `guard`. A failure is attributed to the stage that caused it: `failedStage` of the result,
 * and the check `pipeline_stages` of the report, also of the one in the error.
 * @example
 * const shrink = pipeline([{ engine: 'gifsicle', parameters: { colors: 64 } }, { engine: 'gifski' }], { mode: 'enforce' });
 * const { validation, stages } = await shrink('in.gif', 'out.gif');
 * @throws UsageError, EngineError: for stages and options that cannot be. The function returned throws PipelineError for
 *   a stage that could not do its work, and in enforce ValidationError; the destination is untouched then
 */
export function pipeline(
  stages: readonly PipelineStage[],
  { stopEarly, ...options }: GuardOptions & PipelineOptions = {},
): GuardedPipeline {
  const guarded = guard(pipelineCompressor(stages, { stopEarly }), options);
  return (input, output, signal) => guarded(input, output, undefined, signal);
}
