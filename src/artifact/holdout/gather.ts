import type { Layout, Structure } from '../contents.js';
import type { Asking } from './ask.js';
import type { Holdout, HoldoutExpectation } from './example.js';
import { measurementsOf, metricAsked, resultOf } from './measure.js';
import { metricsFor } from './metrics.js';
import { onlyModel, whileOpen, type AskingLimits } from './open.js';
import { readHoldout } from './read.js';
import type { HoldoutResult, Predictions } from './result.js';
import { predictionsOf } from './predictions.js';

/**
 * Asks a model every example of a holdout, and measures how it did.
 * @throws ArtifactError, InferenceError where it could not be measured; what a model does wrong is in the result
 */
export async function holdoutOf(
  layout: Layout,
  structure: Structure,
  asked: HoldoutExpectation,
  limits: AskingLimits,
): Promise<HoldoutResult> {
  const holdout = readHoldout(asked.path);
  const asking = askingOf(holdout, asked);
  const model = onlyModel(layout, structure);
  const [predictions] = await whileOpen(model, limits, (open) => predictionsOf([open], holdout, asking));
  return await holdoutResult(holdout, predictions as Predictions, asked, limits);
}

export async function holdoutResult(
  holdout: Holdout,
  predictions: Predictions,
  asked: HoldoutExpectation,
  { holdoutCommandMs }: AskingLimits,
): Promise<HoldoutResult> {
  return resultOf(holdout, predictions, await measurementsOf(holdout, predictions, asked, holdoutCommandMs));
}

/** What a model is asked for, by the metrics that are computed of it. */
export function askingOf(holdout: Holdout, asked: HoldoutExpectation): Asking {
  const name = metricAsked(holdout, asked);
  const [first] = metricsFor(holdout, name);
  if (first?.name === 'perplexity') return 'surprise';
  return name === 'command' ? 'numbers' : 'answer';
}
