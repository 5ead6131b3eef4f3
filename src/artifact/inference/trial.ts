import { performance } from 'node:perf_hooks';
import type { Layout, Structure } from '../contents.js';
import type { Concern } from '../problem.js';
import { InferenceError } from './errors.js';
import type { LoadedModel, Loading } from './model.js';
import { runnableModels, type RunnableModel } from './runnable.js';
import { tryTensors } from './tensor-trial.js';
import { tryText } from './text-trial.js';
import type { TensorTrial, TextTrial, Trial, Trials } from './trials.js';
import type { Trying } from './trying.js';
import { withRunnable } from './with-runnable.js';

/**
 * Loads one model after the other and asks each, all within one time limit. An artifact that our own readers refuse, or
 * call unsafe to load, is given to no other.
 */
export async function inferenceOf(layout: Layout, structure: Structure, trying: Trying): Promise<Trials> {
  const { models, others: notRun } = runnableModels(layout, structure);
  const problem = [...layout.problems, ...structure.problems].find(
    ({ severity, concern }) => severity === 'error' && REFUSED.includes(concern),
  );
  if (problem !== undefined) return { trials: [], notRun, refused: problem.message };
  const deadline = performance.now() + trying.limits.inferenceTimeoutMs;
  const trials: Trial[] = [];
  for (const model of models) trials.push(await tryModel(model, trying, deadline));
  return { trials, notRun, refused: null };
}

/** Errors of these keep an artifact from being loaded. */
const REFUSED: readonly Concern[] = ['format', 'layout', 'safety'];

async function tryModel(model: RunnableModel, trying: Trying, deadline: number): Promise<Trial> {
  const { inferenceMemoryMb, inferenceMemoryFactor, inferenceContextTokens: contextTokens } = trying.limits;
  const memoryMb = inferenceMemoryMb + Math.ceil((model.bytes / 2 ** 20) * inferenceMemoryFactor);
  const totalMs = Math.max(1, Math.round(deadline - performance.now()));
  let loading: Loading | null = null;
  let answers: Trial['answers'] = null;
  try {
    await withRunnable(
      model,
      { memoryMb, loadMs: totalMs, requestMs: totalMs, totalMs, contextTokens },
      async (loaded) => {
        ({ loading } = loaded);
        answers = await ask(loaded, trying, deadline);
      },
    );
    return { file: model.file, loading, answers, failure: null };
  } catch (error) {
    if (!(error instanceof InferenceError)) throw error;
    const { code, message, isOfMachine } = error;
    const left = `${message} that were left of limits.inferenceTimeoutMs, ${trying.limits.inferenceTimeoutMs} ms`;
    const reason = code === 'time_limit' ? left : message;
    return { file: model.file, loading, answers, failure: { code, reason, isOfModel: !isOfMachine } };
  }
}

function ask(model: LoadedModel, trying: Trying, deadline: number): Promise<TextTrial | TensorTrial> {
  return model.kind === 'text' ? tryText(model, trying, deadline) : tryTensors(model, trying, deadline);
}
