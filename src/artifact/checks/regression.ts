import type { Finding, Json } from '../../core/check.js';
import type { Outcome } from '../../core/outcome.js';
import type { Limits, LimitValues } from '../../core/limits.js';
import type { Comparison, Duel, LatencyComparison, Likeness } from '../regression/result.js';
import { isAtLeast, SEVERITIES, severityOf, type Severity } from '../regression/severity.js';
import { ARTIFACT, artifactCheck } from './define.js';

const limits = {
  /** Drops from which on a metric is worse by so much, relative to the baseline. */
  regressionMinor: { default: 0.01, over: 0, max: 1 },
  regressionModerate: { default: 0.05, over: 0, max: 1 },
  regressionSevere: { default: 0.15, over: 0, max: 1 },
  regressionCritical: { default: 0.3, over: 0, max: 1 },
  /** A small drop counts where two equal models would show it more seldom than this: 1 of 1000 equal ones is accused. */
  regressionChance: { default: 0.001, over: 0, max: 0.5 },
  /** A severe drop counts from here on: what would do more harm needs less proof. */
  regressionSevereChance: { default: 0.05, over: 0, max: 0.5 },
  /** Share by which the median time may grow; repetitions on a busy machine differ by a tenth. */
  regressionLatency: { default: 0.25, min: 0, max: 100 },
  /** Milliseconds that nobody notices, whatever share they are. */
  regressionLatencyMs: { default: 1, min: 0 },
} satisfies Limits;

export const regression = artifactCheck({
  id: 'regression',
  category: 'regression_testing',
  cost: 'compare',
  needs: ['duel'],
  after: ['format_validation', 'unsafe_content'],
  subjects: [ARTIFACT],
  limits,
  ordered: [
    ['regressionMinor', 'regressionModerate'],
    ['regressionModerate', 'regressionSevere'],
    ['regressionSevere', 'regressionCritical'],
  ],
  docs: {
    summary: 'The model is no worse than the one it is to replace.',
    explain:
      'Candidate and baseline are loaded at once, each in a process of its own, and put the same examples of the holdout in turns. Each metric is compared example by example: the drop is the difference relative to the baseline, where that is 0 the difference itself; a paired permutation test says how often two equal models would differ as much, and a bootstrap between which drops it would lie on other examples of the kind (95 %). Severities: minor, moderate, severe and critical from limits.regressionMinor, regressionModerate, regressionSevere and regressionCritical on. Severe and critical fail where chance explains them in fewer than limits.regressionSevereChance of cases, else there are too few examples to tell and it is inconclusive; minor and moderate warn where it is fewer than limits.regressionChance. A median time longer by limits.regressionLatency and limits.regressionLatencyMs, beyond its own noise, warns. Without a holdout both are put the same made-up inputs, and it passes only where all answers are alike. A baseline or a holdout that cannot be found or measured makes it inconclusive; numbers that a trainer reported are compared with nothing.',
    remedy:
      'Look at the examples on which it is worse; give more examples where chance could explain the drop, or keep the baseline.',
  },
  // without a holdout nobody knows what is right, but equal models still answer alike
  asks: ({ facts: { duel }, expectation }) => (!duel && expectation.baseline !== undefined ? ['likeness'] : []),
  run({ facts: { duel, likeness } }, own): Finding {
    if (!duel) return withoutHoldout(likeness);
    const details = detailsOf(duel, own);
    if (duel.baseline.errors > 0) {
      const message = `The baseline gave no answer to ${duel.baseline.errors} of ${duel.baseline.examples} examples`;
      return { outcome: 'inconclusive', message, details };
    }
    const judgements = [
      ...duel.comparisons.map((comparison) => judged(comparison, own)),
      ...(duel.latency ? [judgedLatency(duel.latency, own)] : []),
    ];
    const worst =
      WORST.find((outcome) => judgements.some((judgement) => judgement.outcome === outcome)) ?? 'inconclusive';
    const message = judgements.filter(({ outcome }) => outcome === worst).map(({ words }) => words);
    return { outcome: worst, message: message.join('; ') || 'Nothing could be compared', ...evidence(duel), details };
  },
});

/** A failure settles it; what could not be told comes before what could. */
const WORST: readonly Outcome[] = ['failed', 'inconclusive', 'warned', 'passed'];

function withoutHoldout(likeness: Likeness | undefined): Finding {
  if (!likeness) return { outcome: 'skipped', message: 'No baseline was given' };
  const { inputs, differing } = likeness;
  const evidence = { expected: { differing: 0 }, actual: { differing, inputs } };
  if (differing === 0) {
    const message = `It answers ${inputs} made-up inputs as its baseline does; there is no holdout to measure more on`;
    return { outcome: 'passed', message, ...evidence, provisional: 'no holdout was given' };
  }
  const message = `It answers ${differing} of ${inputs} made-up inputs otherwise than its baseline, and without a holdout nobody can say which is better`;
  return { outcome: 'inconclusive', message, ...evidence };
}

interface Judgement {
  readonly outcome: Outcome;
  readonly words: string;
}

function judged({ metric, reason, ...comparison }: Comparison, own: LimitValues<typeof limits>): Judgement {
  const { drop, baseline, candidate, chance } = comparison;
  if (drop === null || baseline === null || candidate === null) {
    return { outcome: 'inconclusive', words: `${metric} could not be compared: ${reason}` };
  }
  const severity = severityFor(drop, own);
  const how = `${metric} ${rounded(candidate)}, the baseline has ${rounded(baseline)}`;
  if (severity === 'none') return { outcome: 'passed', words: `${how}: ${drop > 0 ? 'hardly worse' : 'no worse'}` };
  const words = `${how}: a ${severity} drop of ${percent(drop)}${noiseInWords(comparison)}`;
  if (isAtLeast(severity, 'severe')) {
    // without numbers of each example the drop is all that is known
    if (chance === null || chance < own.regressionSevereChance) return { outcome: 'failed', words };
    return { outcome: 'inconclusive', words: `${words}; too few examples to tell it from chance` };
  }
  if (chance === null || chance < own.regressionChance) return { outcome: 'warned', words };
  return { outcome: 'passed', words: `${words}; within the noise` };
}

function judgedLatency(
  { ratio, interval, candidateMs, baselineMs, pairs }: LatencyComparison,
  own: LimitValues<typeof limits>,
): Judgement {
  const band = interval ? ` (95 %: ${rounded(interval[0])} to ${rounded(interval[1])}, ${pairs} pairs)` : '';
  const words = `median time ${rounded(candidateMs)} ms, the baseline takes ${rounded(baselineMs)} ms: ${rounded(ratio)} times${band}`;
  const isSlower = ratio > 1 + own.regressionLatency && candidateMs - baselineMs > own.regressionLatencyMs;
  return { outcome: isSlower && (interval?.[0] ?? 0) > 1 ? 'warned' : 'passed', words };
}

function severityFor(drop: number, own: LimitValues<typeof limits>): Severity {
  const { regressionMinor: minor, regressionModerate: moderate, regressionSevere: severe } = own;
  return severityOf(drop, { minor, moderate, severe, critical: own.regressionCritical });
}

function evidence({ comparisons }: Duel) {
  const values = (which: 'baseline' | 'candidate') =>
    Object.fromEntries(comparisons.map((comparison) => [comparison.metric, comparison[which]]));
  return { expected: values('baseline'), actual: values('candidate') };
}

function detailsOf(
  { comparisons, latency, candidate, baseline }: Duel,
  own: LimitValues<typeof limits>,
): { [key: string]: Json } {
  const severities = comparisons.map(({ drop }) => (drop === null ? 'none' : severityFor(drop, own)));
  return {
    examples: candidate.examples,
    severity: SEVERITIES.findLast((severity) => severities.includes(severity)) ?? 'none',
    comparisons: comparisons.map((comparison, at) => ({
      ...comparison,
      interval: comparison.interval && [...comparison.interval],
      severity: comparison.drop === null ? null : (severities[at] ?? null),
    })),
    latency: latency && { ...latency, interval: latency.interval && [...latency.interval] },
    runtimes: { candidate: candidate.runtime, baseline: baseline.runtime },
    errors: { candidate: candidate.errors, baseline: baseline.errors },
    noise: { smallDrops: own.regressionChance, severeDrops: own.regressionSevereChance },
  };
}

function noiseInWords({
  interval,
  chance,
  worse,
  better,
}: Pick<Comparison, 'interval' | 'chance' | 'worse' | 'better'>) {
  if (interval === null || chance === null) return ', of unknown noise';
  const [least, most] = interval.map(percent);
  return ` (95 %: ${least} to ${most}; worse on ${worse} examples, better on ${better}; chance ${rounded(chance)})`;
}

function percent(share: number): string {
  return `${rounded(share * 100)} %`;
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(3)));
}
