import type { LoadedModel } from '../inference/model.js';
import { ask, type Answer, type Asking } from './ask.js';
import type { Holdout } from './example.js';
import type { Predictions } from './result.js';

/**
 * Asks every model every example, one after the other and in turns: what else the machine does then hits all of them, and
 * none is always the first.
 * @throws InferenceError of the machine; ArtifactError where the holdout does not fit a model
 */
export async function predictionsOf(
  models: readonly LoadedModel[],
  { header, examples }: Holdout,
  asking: Asking,
): Promise<readonly Predictions[]> {
  const answers = models.map((): Answer[] => []);
  for (const [turn, example] of examples.entries()) {
    for (const [place, model] of inTurn(models, turn)) answers[place]?.push(await ask(model, example, header, asking));
  }
  return models.map(({ loading: { runtime } }, place) => ({ runtime, answers: answers[place] ?? [] }));
}

/** With their places; every other time the last begins. */
function inTurn<T>(all: readonly T[], turn: number): readonly (readonly [number, T])[] {
  const placed = [...all.entries()];
  return turn % 2 === 0 ? placed : placed.reverse();
}
