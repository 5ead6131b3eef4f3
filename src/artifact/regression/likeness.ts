import { ArtifactError } from '../errors.js';
import type { ArtifactExpectation } from '../expectation.js';
import type { AskingLimits } from '../holdout/open.js';
import { InferenceError } from '../inference/errors.js';
import type { LoadedModel, TensorModel, Tensors, TextModel } from '../inference/model.js';
import { GUESSES, noiseInputs, type Filling } from '../inference/tensor-inputs.js';
import { DEFAULT_PROMPTS } from '../inference/text-trial.js';
import { whileBothOpen, type Subject } from './both.js';
import type { Likeness } from './result.js';

/** Inputs of noise that models of tensors get. */
const INPUTS = 8;
/** Share of the largest value, and of ln of a probability, by which sums in another order differ. */
const ROUNDING = 1e-4;

/**
 * Whether candidate and baseline give the same answers to inputs that nobody knows the right answers to: all that can be
 * said without a holdout. Which is better it cannot say.
 * @throws ArtifactError, InferenceError where it could not be measured
 */
export async function likenessOf(
  candidate: Subject,
  baseline: Subject,
  expectation: ArtifactExpectation,
  limits: AskingLimits,
): Promise<Likeness> {
  return await whileBothOpen(candidate, baseline, limits, async ([own, other]: readonly [LoadedModel, LoadedModel]) => {
    const { prompts = DEFAULT_PROMPTS, dimensions = {} } = expectation;
    if (own.kind === 'text' && other.kind === 'text') return await textLikeness(own, other, prompts, limits);
    if (own.kind === 'tensors' && other.kind === 'tensors') return await tensorLikeness(own, other, dimensions);
    throw new ArtifactError('baseline_unmeasured', 'One of candidate and baseline takes texts, the other tensors');
  });
}

async function textLikeness(own: TextModel, other: TextModel, prompts: readonly string[], limits: AskingLimits) {
  const options = { maxTokens: limits.responseTokens };
  let differing = 0;
  for (const prompt of prompts) {
    const [text, before] = [await own.generate(prompt, options), await other.generate(prompt, options)];
    const [likely, likelyBefore] = [await own.logprobs(prompt), await other.logprobs(prompt)];
    const isAlike = text.text === before.text && areClose(likely.logprobs, likelyBefore.logprobs, 1);
    if (!isAlike) differing += 1;
  }
  return { inputs: prompts.length, differing };
}

async function tensorLikeness(own: TensorModel, other: TensorModel, stated: Readonly<Record<string, number>>) {
  for (const guess of GUESSES) {
    const filling = { ...guess, stated };
    try {
      return await answersTo(filling, own, other);
    } catch (error) {
      // which sizes it can do with, a model does not say
      if (!(error instanceof InferenceError) || error.code !== 'request_failed') throw error;
    }
  }
  throw new ArtifactError('inputs_unknown', 'No inputs could be made up that candidate and baseline take');
}

async function answersTo(filling: Omit<Filling, 'seed'>, own: TensorModel, other: TensorModel) {
  let differing = 0;
  for (let seed = 1; seed <= INPUTS; seed++) {
    const inputs = noiseInputs(own.inputs, { ...filling, seed });
    if (inputs === null) throw new InferenceError('request_failed', 'No inputs of these sizes can be made up');
    const [{ outputs }, { outputs: before }] = [await own.infer(inputs), await other.infer(inputs)];
    if (!areAlike(outputs, before)) differing += 1;
  }
  return { inputs: INPUTS, differing };
}

function areAlike(own: Tensors, other: Tensors): boolean {
  const names = Object.keys(own);
  if (names.length !== Object.keys(other).length) return false;
  return names.every((name) => {
    const [a, b] = [own[name], other[name]];
    if (!a || !b || a.type !== b.type || a.dims.join('x') !== b.dims.join('x')) return false;
    // bits of halves are as close as their values where they are equal
    const [numbers, before] = [Array.from(a.data, Number), Array.from(b.data, Number)];
    const largest = before.reduce((most, number) => Math.max(most, Math.abs(number)), 0);
    return areClose(numbers, before, a.type.startsWith('float') && a.type !== 'float16' ? largest : 0);
  });
}

/** @param scale - of the numbers; 0: they have to be equal. What is no number is like nothing. */
function areClose(own: readonly (number | null)[], other: readonly (number | null)[], scale: number): boolean {
  return (
    own.length === other.length &&
    own.every((one, at) => {
      const before = other[at] ?? null;
      return one !== null && before !== null && Math.abs(one - before) <= ROUNDING * scale;
    })
  );
}
