import type { Verdict } from '../../core/outcome.js';
import { METRICS } from '../metrics/definitions.js';
import { increaseOf, shareOf, type Window } from '../metrics/promql.js';
import { percent, windowOf, type AlertRule, type AlertThresholds } from './rule.js';

/** Three times what is usual: less happens by chance with some 20 rejections. */
const SPIKE = 3;

/** Shadow records only. */
const HEARD = { mode: { not: 'shadow' } } as const;

/**
 * Failed of those that could be judged: what could not be judged is no pass, and has a rule of its own. By mode, so that
 * few failures in enforce do not drown; shadow wakes nobody, as nobody was kept from a file.
 */
export function failureRate(thresholds: AlertThresholds): AlertRule[] {
  const { over, severity } = thresholds.rules.failureRate;
  if (over === null) return [];
  return [
    {
      alert: 'PressproofFailureRate',
      expr: verdictRate('fail', ['pass', 'warn', 'fail'], over, thresholds),
      labels: { severity },
      annotations: {
        summary: '{{ $value | humanizePercentage }} of the {{ $labels.suite }} subjects of {{ $labels.job }} fail',
        description:
          `More than ${percent(over)} of what could be judged in mode {{ $labels.mode }} within ` +
          `${windowOf(thresholds)} failed. \`pressproof investigate\` groups the failures and names likely causes.`,
      },
    },
  ];
}

export function inconclusiveRate(thresholds: AlertThresholds): AlertRule[] {
  const { over, severity } = thresholds.rules.inconclusiveRate;
  if (over === null) return [];
  return [
    {
      alert: 'PressproofInconclusiveRate',
      expr: verdictRate('inconclusive', ['pass', 'warn', 'fail', 'inconclusive'], over, thresholds),
      labels: { severity },
      annotations: {
        summary:
          '{{ $value | humanizePercentage }} of the {{ $labels.suite }} subjects of {{ $labels.job }} are not judged',
        description:
          `More than ${percent(over)} of what was looked at in mode {{ $labels.mode }} within ` +
          `${windowOf(thresholds)} could not be measured: time limits, damaged originals, or workers that died.`,
      },
    },
  ];
}

function verdictRate(verdict: Verdict, outOf: readonly Verdict[], over: number, thresholds: AlertThresholds): string {
  const count = (verdicts: Verdict | readonly Verdict[]) =>
    increaseOf(METRICS.validations, windowOf(thresholds), {
      by: ['job', 'suite', 'mode'],
      where: { ...HEARD, verdict: verdicts },
    });
  return `${shareOf(count(verdict), count(outOf))} > ${over}\nand ${count(outOf)} >= ${thresholds.minSubjects}`;
}

/**
 * Prometheus does not see the order of subjects. That so many failed within a window, and none passed, means that they
 * followed each other; a run of failures with a pass in the same window is not seen. The alerts of pressproof itself count
 * subjects one by one.
 */
export function nothingPasses(thresholds: AlertThresholds): AlertRule[] {
  const { atLeast, severity } = thresholds.rules.consecutiveFailures;
  if (atLeast === null) return [];
  const count = (verdict: Verdict | readonly Verdict[]) =>
    increaseOf(METRICS.validations, windowOf(thresholds), {
      by: ['job', 'instance', 'suite'],
      where: { ...HEARD, verdict },
    });
  return [
    {
      alert: 'PressproofNothingPasses',
      expr: `${count('fail')} >= ${atLeast}\nunless ${count(['pass', 'warn'])} > 0`,
      labels: { severity },
      annotations: {
        summary: 'All of {{ printf "%.0f" $value }} {{ $labels.suite }} subjects of {{ $labels.instance }} failed',
        description:
          `At least ${atLeast} subjects failed within ${windowOf(thresholds)}, and none passed. A ` +
          'compressor or its parameters are broken, or all inputs are of a kind that it cannot handle.',
      },
    },
  ];
}

/** Of shares, not of numbers: these do not depend on how much of the day before was recorded. */
export function rejectionSpike(thresholds: AlertThresholds): AlertRule {
  const by = ['job', 'suite'] as const;
  const window = windowOf(thresholds);
  const rejected = (during: Window) => increaseOf(METRICS.rejections, during, { by });
  const share = (during: Window) => shareOf(rejected(during), increaseOf(METRICS.validations, during, { by }));
  return {
    alert: 'PressproofRejectionSpike',
    expr:
      `${share(window)} > ${SPIKE} * (${share({ range: '1d', offset: window })})\n` +
      `and ${rejected(window)} >= ${thresholds.minSubjects}`,
    labels: { severity: 'high' },
    annotations: {
      summary: '{{ $value | humanizePercentage }} of the {{ $labels.suite }} files of {{ $labels.job }} are rejected',
      description:
        `The share of files that enforce mode did not publish within ${window} is over ${SPIKE} times that of the ` +
        'day before.',
    },
  };
}

/** Subjects arrive and none is looked at. */
export function nothingValidated({ minSubjects }: AlertThresholds): AlertRule {
  const by = ['job', 'suite'] as const;
  // an hour: short pauses (a degradation, a deployment) tell of themselves
  const count = (verdict: string | { readonly not: string }) =>
    increaseOf(METRICS.validations, '1h', { by, where: { verdict } });
  return {
    alert: 'PressproofNothingValidated',
    expr: `${count('skipped')} >= ${minSubjects}\nunless ${count({ not: 'skipped' })} > 0`,
    labels: { severity: 'medium' },
    annotations: {
      summary: 'None of {{ printf "%.0f" $value }} {{ $labels.suite }} subjects of {{ $labels.job }} was validated',
      description:
        'Everything within the last hour was skipped: by an emergency disable, a sample rate of 0, an experiment ' +
        'without treatment, or degradation to nothing. `pressproof control status` says which.',
    },
  };
}
