import { basename } from 'node:path';
import { median } from 'simple-statistics';
import { ArtifactError } from '../errors.js';
import { intervalOf, shareInterval } from '../statistics/interval.js';
import type { Answer } from './ask.js';
import { commandNumbers, type Prediction } from './command.js';
import type { Example, Holdout, HoldoutExpectation, MetricName } from './example.js';
import { meanOf, metricsFor, type Metric } from './metrics.js';
import type { HoldoutResult, Measurement, Mistake, Predictions } from './result.js';

/** Mistakes that a report names. */
const LISTED = 10;
/** Characters of an answer in a report. */
const SHOWN = 200;
/** Numbers of an input in a report: they tell examples apart, and nobody reads more. */
const FIRST_VALUES = 4;
/** Draws are the same each time: so is the report. */
const SEED = 1;

/** By which metric a model is judged; null: by what the examples have. */
export function metricAsked({ header }: Holdout, { metric, command }: HoldoutExpectation): MetricName | null {
  return metric ?? header.metric ?? (command ? 'command' : null);
}

/**
 * All metrics of a model's answers, the one that was asked for first.
 * @throws ArtifactError `holdout_metric` where the examples do not have what it needs; `metric_command`
 */
export async function measurementsOf(
  holdout: Holdout,
  { answers }: Predictions,
  asked: HoldoutExpectation,
  commandMs: number,
): Promise<readonly [Measurement, ...Measurement[]]> {
  const name = metricAsked(holdout, asked);
  const own = metricsFor(holdout, name).map((metric) => measured(metric, holdout, answers));
  if (name === 'command') return [await byCommand(holdout, answers, asked, commandMs), ...own];
  const first = name === null ? own[0] : own.find(({ metric }) => metric === name);
  if (!first)
    throw new ArtifactError('holdout_metric', `${name} cannot be measured of the examples in ${holdout.path}`);
  return [first, ...own.filter((one) => one !== first)];
}

/** How a model did, for the report. */
export function resultOf(
  { path, examples }: Holdout,
  { runtime, answers }: Predictions,
  measurements: readonly [Measurement, ...Measurement[]],
): HoldoutResult {
  const [judged] = measurements;
  const times = answers.flatMap(({ ms }) => ms ?? []);
  const wrong = examples.flatMap((example, at) => {
    const answer = answers[at];
    const isRight = judged.isAccuracy ? judged.scores?.[at] === 1 : answer?.error === null;
    return answer && !isRight ? [mistakeOf(example, answer)] : [];
  });
  return {
    path,
    examples: examples.length,
    runtime,
    judged,
    interval: judged.value === null ? null : intervalAround(judged, judged.value),
    measurements,
    errors: answers.filter(({ error }) => error !== null).length,
    mistakes: wrong.slice(0, LISTED),
    medianMs: times.length === 0 ? null : median(times),
  };
}

function measured(metric: Metric, { examples }: Holdout, answers: readonly Answer[]): Measurement {
  const pairs = examples.flatMap((example, at) => {
    const answer = answers[at];
    return answer ? [{ example, answer }] : [];
  });
  const scores = pairs.map(({ example, answer }) => metric.score(example, answer));
  const weights = pairs.map(({ answer }) => metric.weight(answer));
  const { name, higherIsBetter, isAccuracy, valueOf } = metric;
  const without = scores.findIndex((score) => !Number.isFinite(score));
  const value = valueOf(meanOf(scores, weights));
  const isThere = without < 0 && Number.isFinite(value);
  const reason = without < 0 ? `${name} is no number` : `${name} of the example in ${whatOf(pairs[without])}`;
  const rest = { scores, weights, valueOf };
  return {
    metric: name,
    higherIsBetter,
    isAccuracy,
    value: isThere ? value : null,
    reason: isThere ? null : reason,
    ...rest,
  };
}

function whatOf(pair: { example: Example; answer: Answer } | undefined): string {
  return `line ${pair?.example.line} is no number${pair?.answer.error ? `: ${pair.answer.error}` : ''}`;
}

async function byCommand(
  { examples }: Holdout,
  answers: readonly Answer[],
  { command = [], commandLowerIsBetter = false }: HoldoutExpectation,
  timeoutMs: number,
): Promise<Measurement> {
  const predictions = examples.flatMap((example, at) => (answers[at] ? [predictionOf(example, answers[at])] : []));
  const numbers = await commandNumbers(command, predictions, timeoutMs);
  const weights = numbers.map(() => 1);
  return {
    metric: 'command',
    higherIsBetter: !commandLowerIsBetter,
    isAccuracy: false,
    value: meanOf(numbers, weights),
    reason: null,
    // one number of many examples says nothing of each
    scores: numbers.length === examples.length ? numbers : null,
    weights,
    valueOf: (mean) => mean,
  };
}

function predictionOf(example: Example, { reply, error }: Answer): Prediction {
  const isText = example.kind === 'text';
  const answer = reply?.kind === 'text' ? reply.text : reply?.kind === 'scores' ? reply.scores : null;
  const asked = { input: isText ? example.input : null, expected: isText ? example.expected : example.label };
  return { line: example.line, ...asked, answer, error };
}

function intervalAround({ isAccuracy, scores, weights, valueOf }: Measurement, value: number) {
  if (scores === null) return null;
  if (isAccuracy) return shareInterval(value, scores.length);
  return intervalOf(scores.length, (places) => valueOf(meanOf(scores, weights, places)), SEED);
}

function mistakeOf(example: Example, { reply, error }: Answer): Mistake {
  const expected = example.kind === 'class' ? example.label : (example.expected?.[0]?.slice(0, SHOWN) ?? null);
  return { line: example.line, input: inputOf(example), expected, answer: shown(reply), error };
}

function inputOf(example: Example): string {
  if (example.kind === 'text') return example.input.slice(0, SHOWN);
  const { values } = example;
  if (typeof values === 'string') return basename(values);
  const more = values.length - FIRST_VALUES;
  return `${values.slice(0, FIRST_VALUES).join(', ')}${more > 0 ? `, … ${more} more` : ''}`;
}

function shown(reply: Answer['reply']): string | number | null {
  if (reply?.kind === 'text') return reply.text.slice(0, SHOWN);
  return reply?.kind === 'scores' ? reply.best : null;
}
