import type { Response, TensorTrial, TextTrial } from './trials.js';

/** What is wrong with answers. Numbers beside words, so that limits can be set. */
export interface ResponseMeasures {
  readonly characters: number;
  /** Share of the most frequent token, 0 to 1; 0 where there are no tokens. */
  readonly topTokenShare: number;
  /** Share of pairs of neighbouring tokens that were there before, 0 to 1. */
  readonly repeatedShare: number;
  /** Share of characters that are control characters or stand for bytes that are no text, 0 to 1. */
  readonly unreadableShare: number;
  /** Begins as an error message does. */
  readonly isError: boolean;
}

export function measuresOf({ text, tokens }: Pick<Response, 'text' | 'tokens'>): ResponseMeasures {
  const characters = Array.from(text.trim());
  const unreadable = characters.filter((one) => UNREADABLE.test(one)).length;
  const pairs = tokens.slice(1).map((token, index) => `${tokens[index]} ${token}`);
  return {
    characters: characters.length,
    topTokenShare: tokens.length === 0 ? 0 : mostFrequent(tokens) / tokens.length,
    repeatedShare: pairs.length === 0 ? 0 : 1 - new Set(pairs).size / pairs.length,
    unreadableShare: characters.length === 0 ? 0 : unreadable / characters.length,
    isError: ERROR.test(text),
  };
}

/** Control characters but tab and line ends, and what decoders put for broken UTF-8. */
const UNREADABLE = /[^\P{Cc}\t\n\r]|\uFFFD/u;
const ERROR = /^\W*(?:error|exception|traceback|internal server error)\b/i;

function mostFrequent(tokens: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1);
  return Math.max(...counts.values());
}

export interface QualityLimits {
  readonly minResponseCharacters: number;
  readonly maxTokenShare: number;
  readonly maxRepeatedShare: number;
  readonly maxUnreadableShare: number;
}

/** Tokens below which shares say nothing: three numbers counted up are no repetition. */
const TELLING = 8;

/** What is wrong with one response, in words; none where nothing is. */
export function faultsOfResponse(response: Response, limits: QualityLimits): string[] {
  const { characters, topTokenShare, repeatedShare, unreadableShare, isError } = measuresOf(response);
  const isTelling = response.tokens.length >= TELLING;
  const found: [boolean, string][] = [
    [characters === 0, 'is empty'],
    [characters > 0 && characters < limits.minResponseCharacters, `has ${characters} characters`],
    [isTelling && topTokenShare > limits.maxTokenShare, `is one token for ${percent(topTokenShare)}`],
    [isTelling && repeatedShare > limits.maxRepeatedShare, `repeats itself for ${percent(repeatedShare)}`],
    [unreadableShare > limits.maxUnreadableShare, `is unreadable for ${percent(unreadableShare)}`],
    [isError, 'begins like an error message'],
  ];
  return found.flatMap(([is, words]) => (is ? [words] : []));
}

/** What is wrong with a text model as a whole: `error` where it cannot be right, `warning` where it may be. */
export function faultsOfText(trial: TextTrial): Fault[] {
  return [
    ...(trial.hasBrokenScores ? [error('its scores of tokens are no numbers (NaN or infinite)')] : []),
    ...(trial.isRepeatable ? [] : [warning('the same prompt got different answers at temperature 0')]),
  ];
}

export function faultsOfTensors({ outputs, isConstant, isRepeatable }: TensorTrial): Fault[] {
  const broken = outputs.filter(({ nonFinite }) => nonFinite > 0);
  const empty = outputs.filter(({ elements }) => elements === 0);
  return [
    ...broken.map(({ name, nonFinite, elements }) =>
      error(`${nonFinite} of ${elements} values of ${name} are NaN or infinite`),
    ),
    ...(outputs.length === 0 ? [error('it has no outputs')] : []),
    ...empty.map(({ name }) => warning(`${name} is empty`)),
    ...(isConstant ? [warning('different noise gets the very same outputs')] : []),
    ...(isRepeatable ? [] : [warning('the same inputs got different outputs')]),
  ];
}

export interface Fault {
  readonly severity: 'error' | 'warning';
  readonly words: string;
}

function error(words: string): Fault {
  return { severity: 'error', words };
}

function warning(words: string): Fault {
  return { severity: 'warning', words };
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
