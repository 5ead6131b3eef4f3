import { ownLimits, type LimitValues } from '../../core/limits.js';
import { ArtifactError } from '../errors.js';
import type { Layout, Structure } from '../contents.js';
import { INFERENCE_LIMITS } from '../inference/limits.js';
import type { LoadedModel } from '../inference/model.js';
import { runnableModels, type RunnableModel } from '../inference/runnable.js';
import { withRunnable } from '../inference/with-runnable.js';
import { HOLDOUT_LIMITS } from './limits.js';

export type AskingLimits = LimitValues<typeof INFERENCE_LIMITS & typeof HOLDOUT_LIMITS>;

/** @param limits - of all checks, flat */
export function askingLimits(limits: Readonly<Record<string, unknown>>): AskingLimits {
  return ownLimits({ ...INFERENCE_LIMITS, ...HOLDOUT_LIMITS }, limits);
}

/**
 * The one model of an artifact that can be run.
 * @throws ArtifactError `nothing_to_run`, `several_models`
 */
export function onlyModel(layout: Layout, structure: Structure): RunnableModel {
  const { models, others } = runnableModels(layout, structure);
  const [model, second] = models;
  if (second) throw new ArtifactError('several_models', `Which of its ${models.length} models is asked is not said`);
  if (model) return model;
  const [first] = others;
  throw new ArtifactError(
    'nothing_to_run',
    first ? `${first.file} is not run: ${first.reason}` : 'There is no model to run',
  );
}

/**
 * Loads a model in a process of its own and hands it to `use`; the process ends with it.
 * @throws InferenceError; what `use` throws
 */
export async function whileOpen<T>(
  model: RunnableModel,
  limits: AskingLimits,
  use: (model: LoadedModel) => Promise<T>,
): Promise<T> {
  const memoryMb = limits.inferenceMemoryMb + Math.ceil((model.bytes / 2 ** 20) * limits.inferenceMemoryFactor);
  const { inferenceTimeoutMs: requestMs, inferenceContextTokens: contextTokens, holdoutTimeoutMs: totalMs } = limits;
  return await withRunnable(model, { memoryMb, loadMs: requestMs, requestMs, totalMs, contextTokens }, use);
}
