import type { Finding } from '../../core/check.js';
import type { ArtifactExpectation } from '../expectation.js';
import type { HoldoutResult, Measurement } from '../holdout/result.js';
import { HOLDOUT_LIMITS } from '../holdout/limits.js';
import { ARTIFACT, artifactCheck } from './define.js';

export const holdout = artifactCheck({
  id: 'holdout',
  category: 'inference_testing',
  cost: 'compare',
  needs: ['holdout'],
  after: ['format_validation', 'unsafe_content'],
  subjects: [ARTIFACT],
  limits: HOLDOUT_LIMITS,
  docs: {
    summary: 'The model gives the right answers to examples that it never saw.',
    explain:
      'Every example of the holdout file is put to the model itself, in a process of its own, and its answers are compared with the right ones. Metrics: exact_match and f1 of texts, accuracy and top_k of classes, perplexity of texts without an answer, command for a program of your own that reads the predictions and prints numbers. A share of right answers has to reach the minimum that was stated, else that of the environment, else limits.holdoutMinAccuracy; other metrics need a stated bound. An example to which the model gives no answer, crashes or is out of time counts as wrong and is reported. Under limits.holdoutMinExamples, without examples, without a runtime or with a text that does not fit the context it is inconclusive. Numbers that the trainer reported are shown beside the measured ones and decide nothing. All within limits.holdoutTimeoutMs, a metric command within limits.holdoutCommandMs.',
    remedy:
      'Look at the mistakes that the report lists; check that labels are in the order of the output, and that images are normalised as in training.',
  },
  run({ facts: { holdout: result }, expectation }, { holdoutMinAccuracy, holdoutMinExamples }): Finding {
    if (!result) return notAsked(expectation);
    const { judged, examples, path } = result;
    const details = detailsOf(result, expectation);
    if (examples < holdoutMinExamples) {
      const message = `${path} has ${examples} examples, ${holdoutMinExamples} are needed`;
      return { outcome: 'inconclusive', message, details: { code: 'holdout_small', ...details } };
    }
    const { metric, value, higherIsBetter } = judged;
    if (value === null) {
      const message = `${metric} could not be measured: ${judged.reason}`;
      return { outcome: 'inconclusive', message, details: { code: 'metric_unmeasured', ...details } };
    }
    const bound = boundFor(judged, expectation, holdoutMinAccuracy);
    const measured = `${metric} ${rounded(value)} on ${examples} examples`;
    const failures = result.errors > 0 ? `, ${result.errors} of them without an answer` : '';
    const actual = { [metric]: value, examples, errors: result.errors };
    if (typeof bound === 'string') {
      const message = `${measured}${failures}, but ${bound}`;
      return { outcome: 'inconclusive', message, actual, details: { code: 'holdout_bound', ...details } };
    }
    if (bound === null) {
      const message = `No bound was stated for ${metric}; measured: ${measured}${failures}`;
      return { outcome: 'skipped', message, actual, details };
    }
    const isGood = higherIsBetter ? value >= bound.value : value <= bound.value;
    return {
      outcome: isGood ? 'passed' : 'failed',
      message: `${measured}${failures}, ${higherIsBetter ? 'at least' : 'at most'} ${bound.value} is asked (${bound.from})`,
      expected: higherIsBetter ? { min: bound.value } : { max: bound.value },
      actual,
      details,
    };
  },
});

/** Nothing was measured: fine where nobody asked for it, and never good enough where somebody did. */
function notAsked({ reported, environment }: ArtifactExpectation): Finding {
  const claim = Object.keys(reported ?? {}).length > 0 ? { selfReported: { ...reported } } : null;
  const details = { code: 'no_holdout', ...claim };
  if (environment && environment.minAccuracy > 0) {
    const asks = `${environment.name} asks for an accuracy of ${environment.minAccuracy}`;
    const aside = claim ? ', and what the trainer reports is no measurement' : '';
    return {
      outcome: 'inconclusive',
      message: `${asks}, which takes a holdout to measure (--holdout FILE)${aside}`,
      details,
    };
  }
  if (claim) {
    const message = 'What the trainer reports was not measured here: there is no holdout (--holdout FILE)';
    return { outcome: 'inconclusive', message, details };
  }
  return { outcome: 'skipped', message: 'No holdout was given' };
}

interface Bound {
  readonly value: number;
  readonly from: string;
}

/** null: there is none; a text: why what was stated cannot be one. */
function boundFor({ metric, higherIsBetter, isAccuracy }: Measurement, asked: ArtifactExpectation, least: number) {
  const { minimum, maximum } = asked.holdout ?? {};
  const [own, other] = higherIsBetter ? [minimum, maximum] : [maximum, minimum];
  if (own !== undefined) return { value: own, from: 'as stated' };
  if (other !== undefined)
    return `${higherIsBetter ? 'more' : 'less'} ${metric} is better: state a ${higherIsBetter ? 'minimum' : 'maximum'}`;
  if (!isAccuracy) return null;
  const { environment } = asked;
  const bound: Bound = environment
    ? { value: environment.minAccuracy, from: `by ${environment.name}` }
    : { value: least, from: 'limits.holdoutMinAccuracy' };
  return bound;
}

function detailsOf(result: HoldoutResult, { reported }: ArtifactExpectation) {
  const { path, runtime, examples, errors, mistakes, interval, medianMs, measurements } = result;
  return {
    path,
    runtime,
    examples,
    errors,
    mistakes,
    // 95 of 100 times, on other examples of the kind
    interval: interval && [...interval],
    medianMs,
    measured: Object.fromEntries(measurements.map(({ metric, value }) => [metric, value])),
    ...(reported && { selfReported: { ...reported } }),
  };
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(4)));
}
