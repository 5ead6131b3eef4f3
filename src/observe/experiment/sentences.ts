import type { ArmReport, Share } from './arm-report.js';
import type { Comparison, Metric } from './compare.js';
import type { Quantile } from './quantile-bounds.js';

/** What one comparison says, with its bounds; where it shows nothing, how many subjects might. */
export function comparisonSentence(comparison: Comparison, arms: readonly ArmReport[]): string {
  return comparison.kind === 'ratio' ? ratioSentence(comparison, arms) : differenceSentence(comparison);
}

/** What is known of each arm that is validated, where there is nothing to compare it with. */
export function armSentences(arms: readonly ArmReport[]): string[] {
  return arms
    .filter(({ validated }) => validated)
    .flatMap(({ name, failureRate, addedMs }) => [
      `${name}: ${failureRate.count} of ${failureRate.of} fail (${shareText(failureRate)}).`,
      `${name}: validation adds at most ${quantileText(addedMs.p50)} to half of the subjects, and at most ` +
        `${quantileText(addedMs.p95)} to 95 of 100.`,
    ]);
}

const VERBS = {
  failureRate: { does: 'fails', all: 'failed' },
  inconclusiveRate: { does: 'is inconclusive', all: 'was inconclusive' },
} as const;

function ratioSentence(comparison: Comparison, arms: readonly ArmReport[]): string {
  const { arm, reference, low, high, differs } = comparison;
  const metric = comparison.metric as keyof typeof VERBS;
  const rates = [arm, reference].map((name) => arms.find((each) => each.name === name)![metric]);
  if (rates.every(({ count }) => count === 0)) return `No subject of ${arm} and ${reference} ${VERBS[metric].all}.`;
  const bounds = high === null ? `at least ${times(low!)}` : `${times(low!)} to ${times(high)}`;
  const seen = rates.map(({ share }) => (share === null ? 'not measured' : percent(share))).join(' against ');
  const said = `${arm} ${VERBS[metric].does} ${bounds} times as often as ${reference} (${seen}).`;
  return differs ? said : `No difference shown: ${said}${neededText(comparison, 'a rate twice as high')}`;
}

interface Words {
  readonly more: string;
  readonly less: string;
  readonly what: string;
  readonly unit: (value: number) => string;
  readonly of: string;
}

const WORDS: Readonly<Record<Exclude<Metric, keyof typeof VERBS>, Words>> = {
  addedMs: {
    more: 'keeps its caller longer',
    less: 'keeps its caller less long',
    what: 'how long a caller waits',
    unit: ms,
    of: '',
  },
  outputRatio: {
    more: 'makes files larger',
    less: 'makes files smaller',
    what: 'the size of files',
    unit: percent,
    of: ' of the original',
  },
  compressionMs: {
    more: 'compresses slower',
    less: 'compresses faster',
    what: 'the time to compress',
    unit: ms,
    of: '',
  },
};

function differenceSentence(comparison: Comparison): string {
  const { metric, arm, reference, estimate, low, high, differs, wouldShow } = comparison;
  const { more, less, what, unit, of } = WORDS[metric as keyof typeof WORDS];
  const needed = wouldShow === null ? '' : neededText(comparison, `a difference of ${unit(wouldShow)}${of}`);
  if (low === null || high === null) {
    const way = (estimate ?? 0) < 0 ? 'less' : 'more';
    const seen =
      estimate === null ? 'not measured' : `${unit(Math.abs(estimate))}${of} ${way} so far, perhaps by chance`;
    return `Not known yet whether ${arm} differs from ${reference} in ${what} (${seen}).${needed}`;
  }
  if (differs) {
    const [least, most] = low > 0 ? [low, high] : [-high, -low];
    return `${arm} ${low > 0 ? more : less} than ${reference}, by ${unit(least)} to ${unit(most)}${of} on average.`;
  }
  const within = `at most ${unit(-low)}${of} less or ${unit(high)}${of} more`;
  return `No difference shown in ${what}: of ${arm} it is ${within} than of ${reference}, on average.${needed}`;
}

function neededText({ moreSubjects }: Comparison, what: string): string {
  if (moreSubjects === null) return '';
  // two digits: it is an estimate
  const rounded = Number(moreSubjects.toPrecision(2)).toLocaleString('en');
  return ` About ${rounded} more subjects would show ${what}, if there is one.`;
}

function shareText({ low, high, reason }: Share): string {
  return low === null || high === null ? (reason ?? 'no bounds') : `true rate ${percent(low)} to ${percent(high)}`;
}

function quantileText(quantile: Quantile | null): string {
  if (quantile === null) return 'an unknown time';
  const { estimate, low, high } = quantile;
  return `${ms(estimate)} (true value ${high === null ? `${ms(low ?? 0)} or more` : `${ms(low ?? 0)} to ${ms(high)}`})`;
}

function times(ratio: number): string {
  return ratio >= 10 ? ratio.toFixed(0) : ratio.toFixed(2);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function ms(value: number): string {
  return value >= 1000 ? `${(value / 1000).toFixed(2)} s` : `${Number(value.toPrecision(3))} ms`;
}
