import type { Finding, Json } from '../../core/check.js';
import type { Limits, LimitValues } from '../../core/limits.js';
import type { EnvironmentProfile } from '../environments.js';
import type { TensorTrial, TextTrial } from '../inference/trials.js';
import type { Timing } from '../inference/timing.js';
import { ARTIFACT, artifactCheck } from './define.js';

const limits = {
  /** A person reads about five words a second. */
  minTokensPerSecond: { default: 5, min: 0 },
  /** Below it the check warns. */
  fairTokensPerSecond: { default: 10, min: 0 },
  /** Of one answer, ms; null: that of the environment, and none without one. */
  maxAnswerMs: { default: null, over: 0 },
} satisfies Limits;

export const latency = artifactCheck({
  id: 'latency',
  category: 'latency',
  cost: 'compare',
  needs: ['inference'],
  after: ['inference'],
  subjects: [ARTIFACT],
  limits,
  ordered: [['minTokensPerSecond', 'fairTokensPerSecond']],
  docs: {
    summary: 'The model answers fast enough.',
    explain:
      'Measured on this machine, on its processor, one answer at a time. Tokens a second are the tokens of all warm answers over their measured seconds, from prompt to last token: below limits.minTokensPerSecond fails, below limits.fairTokensPerSecond warns. Of one answer the 95th percentile is compared with limits.maxAnswerMs, or with the latency of the environment. The first answer is cold and reported apart; percentiles (nearest rank) are of the later ones, n says how many there were. Where an environment requires a GPU, which is not what was measured, being too slow is inconclusive and being fast enough counts.',
    remedy: 'Quantise the model, or choose hardware or an environment that fits it. Measure while nothing else runs.',
  },
  run({ facts: { inference }, expectation: { environment } }, own): Finding {
    const judgements = inference.trials.flatMap(({ file, loading, answers }) =>
      answers === null ? [] : [{ file, loadMs: loading?.ms ?? null, ...judged(answers, own, environment) }],
    );
    if (judgements.length === 0) return { outcome: 'inconclusive', message: 'No model answered' };
    const worst = WORST_FIRST.flatMap((outcome) => judgements.find((one) => one.outcome === outcome) ?? [])[0]!;
    const asJson = ({ file, loadMs, figures }: (typeof judgements)[number]): Json => ({ file, loadMs, ...figures });
    const { outcome, message, file } = worst;
    return {
      outcome,
      message: `${file}: ${message}`,
      expected: { minTokensPerSecond: own.minTokensPerSecond, maxAnswerMs: mostMs(own, environment) },
      actual: judgements.map(asJson),
      details: { measured: 'on this processor, one answer at a time', environment: environment?.name ?? null },
    };
  },
});

const WORST_FIRST = ['failed', 'inconclusive', 'warned', 'passed'] as const;

interface Judgement {
  readonly outcome: (typeof WORST_FIRST)[number];
  readonly message: string;
  readonly figures: Readonly<Record<string, Json>>;
}

type Own = LimitValues<typeof limits>;

function judged(answers: TextTrial | TensorTrial, own: Own, environment: EnvironmentProfile | undefined): Judgement {
  const timing = answers.kind === 'text' ? answers.speed.answers : answers.timing;
  const rate = answers.kind === 'text' ? answers.speed.tokensPerSecond : null;
  const ms = timing.warm?.p95Ms ?? timing.coldMs;
  const limitMs = mostMs(own, environment);
  const figures = { ...figuresOf(timing), ...(answers.kind === 'text' && speedOf(answers)) };
  const said = [
    ...(rate === null ? [] : [`${rate.toFixed(1)} tokens a second`]),
    `${ms.toFixed(1)} ms an answer (${timing.warm ? `95th percentile of ${timing.warm.n}` : 'the only one, cold'})`,
  ].join(', ');
  const slow = [
    ...(rate !== null && rate < own.minTokensPerSecond ? [`at least ${own.minTokensPerSecond} tokens a second`] : []),
    ...(limitMs !== null && ms > limitMs ? [`at most ${limitMs} ms`] : []),
  ];
  if (slow.length > 0) {
    const message = `${said}; wanted: ${slow.join(' and ')}`;
    if (!environment?.gpuRequired) return { outcome: 'failed', message, figures };
    const why = `on this processor, ${environment.name} requires a GPU`;
    return { outcome: 'inconclusive', message: `${message}; measured ${why}`, figures };
  }
  if (rate !== null && rate < own.fairTokensPerSecond) {
    return { outcome: 'warned', message: `${said}; ${own.fairTokensPerSecond} would be fair`, figures };
  }
  return { outcome: 'passed', message: said, figures };
}

function mostMs({ maxAnswerMs }: Own, environment: EnvironmentProfile | undefined): number | null {
  return maxAnswerMs ?? environment?.maxLatencyMs ?? null;
}

function figuresOf({ coldMs, warm }: Timing): Record<string, Json> {
  return { coldMs, warm: warm && { n: warm.n, p50Ms: warm.p50Ms, p95Ms: warm.p95Ms } };
}

function speedOf({ speed }: TextTrial): Record<string, Json> {
  const { tokensPerSecond, coldTokensPerSecond, tokens, firstTokenMs } = speed;
  return { tokensPerSecond, coldTokensPerSecond, tokens, firstTokenMs: { ...firstTokenMs } };
}
