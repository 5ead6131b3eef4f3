import type { Answer } from './ask.js';
import type { Example, Holdout, MetricName } from './example.js';
import { exactMatch, tokenF1 } from './text-metrics.js';

/** A metric that is computed example by example. */
export interface Metric {
  readonly name: Exclude<MetricName, 'command'>;
  readonly higherIsBetter: boolean;
  /** Whether it is a share of right answers, which minimums of accuracy hold for. */
  readonly isAccuracy: boolean;
  /** Of one example; for perplexity nats a token. NaN: the answer has none. */
  readonly score: (example: Example, answer: Answer) => number;
  /** What an example counts for in the mean of the scores. */
  readonly weight: (answer: Answer) => number;
  /** The metric's value for a mean of scores. */
  readonly valueOf: (mean: number) => number;
}

const once = () => 1;
const itself = (mean: number) => mean;
const accuracyLike = { higherIsBetter: true, isAccuracy: true, weight: once, valueOf: itself };

/** Of exact match and F1 the best over all right answers counts; no answer is a wrong one. */
const exact: Metric = { ...accuracyLike, name: 'exact_match', score: bestOf(exactMatch) };
const f1: Metric = { ...accuracyLike, name: 'f1', score: bestOf(tokenF1) };

/** The share of examples whose right class is among the k with the highest numbers. */
function topOf(k: number, name: 'accuracy' | 'top_k'): Metric {
  const score = (_: Example, { reply }: Answer) => (reply?.kind === 'scores' && reply.before < k ? 1 : 0);
  return { ...accuracyLike, name, score };
}

/** exp of the mean surprise of all tokens together (Jelinek et al., 1977). Not of an answer that did not come. */
const perplexity: Metric = {
  name: 'perplexity',
  higherIsBetter: false,
  isAccuracy: false,
  score: (_, { reply }) => (reply?.kind === 'surprise' && reply.tokens > 0 ? reply.nats / reply.tokens : Number.NaN),
  weight: ({ reply }) => (reply?.kind === 'surprise' ? reply.tokens : 0),
  valueOf: Math.exp,
};

/** Default k of top_k, as benchmarks of images have it. */
const DEFAULT_K = 5;

/** The metrics that can be computed for the examples of a holdout, the most telling first. */
export function metricsFor({ examples, header }: Holdout, asked: MetricName | null): readonly Metric[] {
  const [first] = examples;
  if (first?.kind === 'class') {
    const { k } = header;
    return [topOf(1, 'accuracy'), ...(k !== undefined || asked === 'top_k' ? [topOf(k ?? DEFAULT_K, 'top_k')] : [])];
  }
  const isAnswered = examples.every((example) => example.kind === 'text' && example.expected !== null);
  if (asked === 'perplexity' || !isAnswered) return [perplexity];
  // of texts those are right that match exactly
  return [asked === 'accuracy' ? { ...exact, name: asked } : exact, f1];
}

/**
 * Mean of scores, each as often as it weighs; NaN where there is none.
 * @param places - of which examples, some perhaps several times; default: of all, once
 */
export function meanOf(scores: readonly number[], weights: readonly number[], places?: Uint32Array): number {
  let sum = 0;
  let weight = 0;
  const count = places?.length ?? scores.length;
  for (let turn = 0; turn < count; turn++) {
    const at = places?.[turn] ?? turn;
    const own = weights[at] ?? 0;
    sum += (scores[at] ?? Number.NaN) * own;
    weight += own;
  }
  return sum / weight;
}

function bestOf(score: (answer: string, expected: string) => number) {
  return (example: Example, { reply }: Answer): number => {
    if (example.kind !== 'text' || reply?.kind !== 'text') return 0;
    return Math.max(0, ...(example.expected ?? []).map((expected) => score(reply.text, expected)));
  };
}
