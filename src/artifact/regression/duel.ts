import type { Answer, Asking } from '../holdout/ask.js';
import type { Holdout, HoldoutExpectation } from '../holdout/example.js';
import { askingOf, holdoutResult } from '../holdout/gather.js';
import type { AskingLimits } from '../holdout/open.js';
import { readHoldout } from '../holdout/read.js';
import type { Predictions } from '../holdout/result.js';
import { predictionsOf } from '../holdout/predictions.js';
import type { LoadedModel } from '../inference/model.js';
import { whileBothOpen, type Subject } from './both.js';
import { compareLatency, compareMetric } from './compare.js';
import type { Duel } from './result.js';

/** Pairs of times that a median is taken of. Of few examples it takes several rounds. */
const TIMED_PAIRS = 30;
const MOST_ROUNDS = 10;

/**
 * Asks candidate and baseline the same examples in turns, both loaded at once, and compares what they said and how long
 * they took.
 * @throws ArtifactError, InferenceError where it could not be measured; `baseline_unmeasured` where the baseline is why
 */
export async function duelOf(
  candidate: Subject,
  baseline: Subject,
  asked: HoldoutExpectation,
  limits: AskingLimits,
): Promise<Duel> {
  const holdout = readHoldout(asked.path);
  const asking = askingOf(holdout, asked);
  const rounds = await whileBothOpen(candidate, baseline, limits, (models) => roundsOf(models, holdout, asking));
  const [own, other] = rounds[0] as readonly [Predictions, Predictions];
  const result = await holdoutResult(holdout, own, asked, limits);
  const reference = await holdoutResult(holdout, other, asked, limits);
  return {
    candidate: result,
    baseline: reference,
    comparisons: result.measurements.flatMap((one) => {
      const same = reference.measurements.find(({ metric }) => metric === one.metric);
      return same ? [compareMetric(one, same)] : [];
    }),
    latency: compareLatency(rounds.flatMap(timesOf)),
  };
}

/** The first has the answers; the further ones, where examples are few, only their times. */
async function roundsOf(models: readonly LoadedModel[], holdout: Holdout, asking: Asking) {
  const rounds = [await predictionsOf(models, holdout, asking)];
  const enough = Math.min(MOST_ROUNDS, Math.ceil((TIMED_PAIRS + 1) / holdout.examples.length));
  while (rounds.length < enough) rounds.push(await predictionsOf(models, holdout, asking));
  return rounds;
}

function timesOf([own, other]: readonly Predictions[]): (readonly [number, number])[] {
  return (own?.answers ?? []).flatMap(({ ms }: Answer, at) => {
    const before = other?.answers[at]?.ms ?? null;
    return ms === null || before === null ? [] : [[ms, before] as const];
  });
}
