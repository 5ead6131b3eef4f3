import { performance } from 'node:perf_hooks';
import type { Generation, TextModel } from './model.js';
import { percentile, timingOf } from './timing.js';
import type { Speed, TextTrial } from './trials.js';
import type { Trying } from './trying.js';

/**
 * Lists that are to be gone on with: whatever has learnt a language does. Not questions, whose answer depends on how a
 * model was taught to be asked.
 */
export const DEFAULT_PROMPTS: readonly string[] = [
  'Counting upwards: one two three four',
  'The days of the week: Monday Tuesday Wednesday',
  'The letters of the alphabet: a b c d',
];

/** Answers to each prompt, where there is time. */
const MOST_ROUNDS = 6;
/** Share of the time limit after which no further round begins. */
const ROUNDS_SHARE = 1 / 2;

/** @throws InferenceError */
export async function tryText(model: TextModel, { expectation, limits }: Trying, deadline: number): Promise<TextTrial> {
  const { prompts: stated = [] } = expectation;
  const prompts = stated.length > 0 ? stated : DEFAULT_PROMPTS;
  const enough = deadline - limits.inferenceTimeoutMs * ROUNDS_SHARE;
  const rounds: Generation[][] = [];
  // the first round is always whole; it has the responses
  while (rounds.length === 0 || (rounds.length < MOST_ROUNDS && performance.now() < enough)) {
    const round: Generation[] = [];
    for (const prompt of prompts) round.push(await model.generate(prompt, { maxTokens: limits.responseTokens }));
    rounds.push(round);
  }
  const scores: (number | null)[] = [];
  for (const prompt of prompts) scores.push(...(await model.logprobs(prompt)).logprobs);
  const known = scores.filter((score) => score !== null);
  const [first = []] = rounds;
  return {
    kind: 'text',
    responses: first.map(({ text, tokens, stop }, index) => ({ prompt: prompts[index]!, text, tokens, stop })),
    isRepeatable: rounds.every((round) => round.every(({ text }, index) => text === first[index]?.text)),
    perplexity: known.length > 0 && known.length === scores.length ? perplexityOf(known) : null,
    hasBrokenScores: known.length < scores.length,
    speed: speedOf(rounds.flat()),
  };
}

function speedOf(generations: readonly Generation[]): Speed {
  const [cold, ...rest] = generations as [Generation, ...Generation[]];
  // a single answer is cold and all that there is
  const warm = rest.length > 0 ? rest : [cold];
  const firsts = warm.map(({ firstTokenMs }) => firstTokenMs);
  return {
    coldTokensPerSecond: rateOf([cold]),
    tokensPerSecond: rateOf(warm),
    tokens: sumOf(generations.map(stepsOf)),
    answers: timingOf([msOf(cold), ...rest.map(msOf)]),
    firstTokenMs: { p50: percentile(firsts, 0.5), p95: percentile(firsts, 0.95) },
  };
}

function rateOf(generations: readonly Generation[]): number {
  const tokens = sumOf(generations.map(stepsOf));
  // a microsecond is the least that a clock tells apart
  return tokens / (Math.max(sumOf(generations.map(msOf)), 1e-3) / 1000);
}

/** The first token and those after it. */
function stepsOf({ tokenMs }: Generation): number {
  return tokenMs.length + 1;
}

function msOf({ firstTokenMs, tokenMs }: Generation): number {
  return firstTokenMs + sumOf(tokenMs);
}

/** null where it is beyond what a number holds. */
function perplexityOf(logprobs: readonly number[]): number | null {
  const perplexity = Math.exp(-sumOf(logprobs) / logprobs.length);
  return Number.isFinite(perplexity) ? perplexity : null;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
