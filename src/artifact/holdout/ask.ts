import { reasonOf } from '../../core/errors.js';
import { ArtifactError } from '../errors.js';
import { InferenceError } from '../inference/errors.js';
import type { LoadedModel, TensorModel, TextModel } from '../inference/model.js';
import type { Example, HoldoutHeader } from './example.js';
import { tensorsOf } from './tensor-input.js';

/** What a model said to an example. */
export type Reply =
  | { readonly kind: 'text'; readonly text: string }
  | ClassReply
  /** Sum of -ln of the probabilities of the tokens, and how many those are. */
  | { readonly kind: 'surprise'; readonly nats: number; readonly tokens: number };

export interface ClassReply {
  readonly kind: 'scores';
  /** Classes that got more than the right one; of equal ones the first has more. */
  readonly before: number;
  /** The class that got most. */
  readonly best: number;
  /** Of every class; null where nobody reads them: a thousand classes of each example take memory. */
  readonly scores: readonly number[] | null;
}

/** One example, asked once. */
export interface Answer {
  /** null: there is none, see `error`. */
  readonly reply: Reply | null;
  /** Measured by the model's own process; null where there is no answer. */
  readonly ms: number | null;
  /** Why there is no answer. */
  readonly error: string | null;
}

const DEFAULT_MAX_TOKENS = 64;

/** For an answer, for one with the numbers of all classes, or for how likely the texts are. */
export type Asking = 'answer' | 'numbers' | 'surprise';

/**
 * Asks a model one example. What goes wrong with the model is an answer that is not there, and counts; what is wrong with
 * the machine or with the holdout is an error.
 * @throws InferenceError of the machine; ArtifactError `holdout_input`, `holdout_image`, `too_long`
 */
export async function ask(
  model: LoadedModel,
  example: Example,
  header: HoldoutHeader,
  asking: Asking,
): Promise<Answer> {
  try {
    return model.kind === 'text'
      ? await askText(model, example, header, asking)
      : await askTensors(model, example, header, asking);
  } catch (error) {
    if (error instanceof ArtifactError && error.code === 'holdout_image') {
      throw new ArtifactError(error.code, `Line ${example.line} of the holdout: ${error.message}`, { cause: error });
    }
    if (!(error instanceof InferenceError)) throw error;
    if (error.code === 'too_long') {
      const where = `line ${example.line} of the holdout (limits.inferenceContextTokens)`;
      throw new ArtifactError(error.code, `${reasonOf(error)}: ${where}`, { cause: error });
    }
    if (error.isOfMachine) throw error;
    return { reply: null, ms: null, error: reasonOf(error) };
  }
}

async function askText(
  model: TextModel,
  example: Example,
  { maxTokens = DEFAULT_MAX_TOKENS, stop = [] }: HoldoutHeader,
  asking: Asking,
): Promise<Answer> {
  if (example.kind !== 'text') throw misfit('it writes text, and the examples have labels');
  if (asking === 'surprise') {
    const started = performance.now();
    const { logprobs } = await model.logprobs(example.input + (example.expected?.[0] ?? ''));
    const nats = -logprobs.reduce<number>((sum, one) => sum + (one ?? Number.NaN), 0);
    const ms = performance.now() - started;
    return { reply: { kind: 'surprise', nats, tokens: logprobs.length }, ms, error: null };
  }
  const { text, firstTokenMs, tokenMs } = await model.generate(example.input, { maxTokens });
  const ends = stop.flatMap((end) => (text.includes(end) ? text.indexOf(end) : []));
  const ms = tokenMs.reduce((sum, one) => sum + one, firstTokenMs);
  return { reply: { kind: 'text', text: text.slice(0, Math.min(text.length, ...ends)) }, ms, error: null };
}

async function askTensors(
  model: TensorModel,
  example: Example,
  header: HoldoutHeader,
  asking: Asking,
): Promise<Answer> {
  if (example.kind !== 'class') throw misfit('it takes numbers, and the examples are texts');
  const { outputs, ms } = await model.infer(await tensorsOf(example, model.inputs, header));
  const name = header.output ?? model.outputs[0]?.name ?? '';
  const output = outputs[name];
  if (!output) throw misfit(`it has no output ${name}`);
  if (output.type === 'float16') throw misfit(`its output ${name} has no plain numbers`);
  const scores = Array.from(output.data, Number);
  if (example.label >= scores.length) {
    throw misfit(`label ${example.label} on line ${example.line} is none of its ${scores.length} classes`);
  }
  if (scores.some((score) => Number.isNaN(score))) return { reply: null, ms, error: `The output ${name} has NaN` };
  return { reply: classReply(scores, example.label, asking === 'numbers'), ms, error: null };
}

/** @param scores - of which none is NaN */
export function classReply(scores: readonly number[], label: number, keepsScores: boolean): ClassReply {
  const own = scores[label] ?? -Infinity;
  const before = scores.filter((score, at) => score > own || (score === own && at < label)).length;
  const best = scores.reduce((most, score, at) => (score > (scores[most] ?? -Infinity) ? at : most), 0);
  return { kind: 'scores', before, best, scores: keepsScores ? scores : null };
}

function misfit(message: string): ArtifactError {
  return new ArtifactError('holdout_input', `The holdout does not fit the model: ${message}`);
}
