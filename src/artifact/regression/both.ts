import { reasonOf } from '../../core/errors.js';
import { ArtifactError } from '../errors.js';
import type { Baseline } from '../facts.js';
import { onlyModel, whileOpen, type AskingLimits } from '../holdout/open.js';
import { InferenceError } from '../inference/errors.js';
import type { LoadedModel } from '../inference/model.js';
import type { RunnableModel } from '../inference/runnable.js';

/** What is known of an artifact before it is run. */
export type Subject = Pick<Baseline, 'layout' | 'structure'>;

/**
 * Loads candidate and baseline, each in a process of its own, and hands both to `use`.
 * @throws ArtifactError, InferenceError; `baseline_unmeasured` where the baseline is why
 */
export async function whileBothOpen<T>(
  candidate: Subject,
  baseline: Subject,
  limits: AskingLimits,
  use: (models: readonly [LoadedModel, LoadedModel]) => Promise<T>,
): Promise<T> {
  const model = onlyModel(candidate.layout, candidate.structure);
  const before = baselineModel(baseline);
  return await whileOpen(model, limits, (first) => whileBaselineOpen(before, limits, (second) => use([first, second])));
}

/** That it does not load is a lack of the comparison, not of the candidate. */
async function whileBaselineOpen<T>(
  model: RunnableModel,
  limits: AskingLimits,
  use: (model: LoadedModel) => Promise<T>,
): Promise<T> {
  let isOpen = false;
  try {
    return await whileOpen(model, limits, (open) => {
      isOpen = true;
      return use(open);
    });
  } catch (error) {
    if (isOpen || !(error instanceof InferenceError)) throw error;
    throw new ArtifactError('baseline_unmeasured', `The baseline cannot be loaded: ${error.message}`, { cause: error });
  }
}

function baselineModel({ layout, structure }: Subject): RunnableModel {
  const wrong = structure.problems.find(({ severity }) => severity === 'error');
  if (wrong) throw new ArtifactError('baseline_unmeasured', `The baseline is not sound: ${wrong.message}`);
  try {
    return onlyModel(layout, structure);
  } catch (error) {
    if (!(error instanceof ArtifactError)) throw error;
    throw new ArtifactError('baseline_unmeasured', `The baseline cannot be measured: ${reasonOf(error)}`, {
      cause: error,
    });
  }
}
