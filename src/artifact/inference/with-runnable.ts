import { ArtifactError } from '../errors.js';
import { refuseChanged } from '../layout/layout.js';
import { InferenceError } from './errors.js';
import type { InferenceLimits, LoadedModel } from './model.js';
import type { RunnableModel } from './runnable.js';
import { withModel } from './session.js';

/**
 * Loads a model of an artifact and hands it to `use`. Runtimes open paths themselves: what they loaded has to be what our
 * readers read and what has the digest.
 * @throws InferenceError, `file_changed` where it is not; what `use` throws
 */
export async function withRunnable<T>(
  model: RunnableModel,
  limits: InferenceLimits,
  use: (model: LoadedModel) => Promise<T>,
): Promise<T> {
  return await withModel(model, limits, async (loaded) => {
    try {
      refuseChanged(model.members);
    } catch (error) {
      if (!(error instanceof ArtifactError)) throw error;
      throw new InferenceError(error.code, error.message, { cause: error });
    }
    return await use(loaded);
  });
}
