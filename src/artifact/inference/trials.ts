import type { Generation, Loading } from './model.js';
import type { Timing } from './timing.js';

/** Every model of an artifact, loaded and asked. */
export interface Trials {
  readonly trials: readonly Trial[];
  readonly notRun: readonly NotRun[];
  /** What our own readers found, so that nothing was loaded; null: nothing. */
  readonly refused: string | null;
}

export interface Trial {
  readonly file: string;
  /** null: it was not loaded. */
  readonly loading: Loading | null;
  /** What it answered; null where it did not get that far. */
  readonly answers: TextTrial | TensorTrial | null;
  /** Why it is not whole; null where it is. */
  readonly failure: TrialFailure | null;
}

export interface TrialFailure {
  /** Of InferenceError, or `inputs_unknown`: what it wants could not be guessed. */
  readonly code: string;
  readonly reason: string;
  /** Whether it says something of the model. */
  readonly isOfModel: boolean;
}

/** What is not run, and why. */
export interface NotRun {
  readonly file: string;
  readonly reason: string;
}

/** What a text model answered. */
export interface TextTrial {
  readonly kind: 'text';
  /** In the order of the prompts. */
  readonly responses: readonly Response[];
  /** Whether each prompt got the same answer each time. */
  readonly isRepeatable: boolean;
  /** Of the prompts, by the model itself; null: its scores are no numbers, or there was nothing to score. */
  readonly perplexity: number | null;
  /** Whether a score was no number: NaN or infinity in the weights, or made of them. */
  readonly hasBrokenScores: boolean;
  readonly speed: Speed;
}

export interface Response {
  readonly prompt: string;
  readonly text: string;
  readonly tokens: readonly number[];
  readonly stop: Generation['stop'];
}

/** Tokens are counted with the end of the text, which takes as long. */
export interface Speed {
  /** Tokens over the seconds from the prompt to the last of them: of the first answer, and of all later ones together. */
  readonly coldTokensPerSecond: number;
  readonly tokensPerSecond: number;
  readonly tokens: number;
  /** Of whole answers. */
  readonly answers: Timing;
  /** From the prompt to the first token, ms. */
  readonly firstTokenMs: { readonly p50: number; readonly p95: number };
}

/** What a model of tensors answered to noise of the shapes that it declares. */
export interface TensorTrial {
  readonly kind: 'tensors';
  /** Dimensions by the name of the input. */
  readonly inputs: Readonly<Record<string, readonly number[]>>;
  readonly outputs: readonly Output[];
  /** Whether the same inputs got the same outputs, bit by bit. */
  readonly isRepeatable: boolean;
  /** Whether other inputs got the same outputs; null: it has no inputs. */
  readonly isConstant: boolean | null;
  readonly timing: Timing;
}

export interface Output {
  readonly name: string;
  readonly type: string;
  readonly dims: readonly number[];
  readonly elements: number;
  /** How many are NaN or infinite. */
  readonly nonFinite: number;
}
