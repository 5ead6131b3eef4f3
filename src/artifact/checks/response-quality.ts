import type { Finding, Json } from '../../core/check.js';
import type { Limits } from '../../core/limits.js';
import {
  faultsOfResponse,
  faultsOfTensors,
  faultsOfText,
  measuresOf,
  type Fault,
  type QualityLimits,
} from '../inference/faults.js';
import type { TensorTrial, TextTrial } from '../inference/trials.js';
import { ARTIFACT, artifactCheck } from './define.js';

const limits = {
  /** Of one response. A few words: what a list that is gone on with has. */
  minResponseCharacters: { default: 10, min: 0, whole: true },
  /** Share of the most frequent token; even digits with a comma after each stay at a half. */
  maxTokenShare: { default: 0.5, min: 0, max: 1 },
  /** Share of pairs of tokens that were there before. Small models at temperature 0 do repeat a sentence, at about 0.6. */
  maxRepeatedShare: { default: 0.75, min: 0, max: 1 },
  /** Of characters: a cut one at the end of a response is no fault. */
  maxUnreadableShare: { default: 0.2, min: 0, max: 1 },
  /** Share of responses with a fault beyond which the check fails; below it warns. */
  maxFaultyShare: { default: 0.5, min: 0, max: 1 },
} satisfies Limits;

/** Characters of a response in a report. */
const SHOWN = 200;

export const responseQuality = artifactCheck({
  id: 'response_quality',
  category: 'response_quality',
  cost: 'compare',
  needs: ['inference'],
  after: ['inference'],
  subjects: [ARTIFACT],
  limits,
  docs: {
    summary: 'What the model answers is worth the name of an answer.',
    explain:
      'Of the real responses of a text model: none is empty or below limits.minResponseCharacters; no token is more than limits.maxTokenShare of a response of 8 tokens or more, and no more than limits.maxRepeatedShare of its pairs of tokens were there before; no more than limits.maxUnreadableShare of its characters are unreadable; none begins like an error message. A fault in some warns, in limits.maxFaultyShare of all or more fails. Scores of tokens that are no numbers fail; different answers to one prompt at temperature 0 warn. Of the outputs of a model of tensors: none is NaN or infinite (fails), the same for the same inputs, and not the same for different noise (warn). Whether answers are right is for a holdout to say.',
    remedy: 'Look at the responses in the report; compare with the checkpoint before conversion and quantisation.',
  },
  run({ facts: { inference } }, own): Finding {
    const judgements = inference.trials.flatMap(({ file, answers }) =>
      answers === null ? [] : [{ file, ...(answers.kind === 'text' ? ofText(answers, own) : ofTensors(answers)) }],
    );
    if (judgements.length === 0) return { outcome: 'inconclusive', message: 'No model answered' };
    const details = { models: judgements.map(({ file, details: found }): Json => ({ file, ...found })) };
    const faults = judgements.flatMap(({ file, faults: own }) => own.map((fault) => ({ file, ...fault })));
    const worst = faults.find(({ severity }) => severity === 'error') ?? faults[0];
    if (!worst) return { outcome: 'passed', message: judgements.map(({ fine }) => fine).join('; '), details };
    const more = faults.length > 1 ? `; and ${faults.length - 1} more` : '';
    const outcome = worst.severity === 'error' ? 'failed' : 'warned';
    return { outcome, message: `${worst.file}: ${worst.words}${more}`, details };
  },
});

interface Judgement {
  readonly faults: readonly Fault[];
  readonly details: Readonly<Record<string, Json>>;
  readonly fine: string;
}

function ofText(trial: TextTrial, own: QualityLimits & { readonly maxFaultyShare: number }): Judgement {
  const responses = trial.responses.map((response) => ({ response, faults: faultsOfResponse(response, own) }));
  const faulty = responses.filter(({ faults }) => faults.length > 0);
  const severity = faulty.length >= own.maxFaultyShare * responses.length ? 'error' : 'warning';
  const words = faulty.map(({ response, faults }): Fault => ({
    severity,
    words: `the response to "${response.prompt}" ${faults.join(' and ')}`,
  }));
  return {
    faults: [...faultsOfText(trial), ...words],
    details: {
      responses: responses.map(({ response, faults }): Json => {
        const { prompt, text, tokens, stop } = response;
        const measures = { ...measuresOf(response), tokens: tokens.length };
        return { prompt, text: text.slice(0, SHOWN), stop, ...measures, faults };
      }),
      perplexityOfPrompts: trial.perplexity,
      repeatable: trial.isRepeatable,
    },
    fine: `${responses.length} of ${responses.length} responses are sound`,
  };
}

function ofTensors(trial: TensorTrial): Judgement {
  const { inputs, outputs, isConstant, isRepeatable } = trial;
  const count = outputs.reduce((sum, { elements }) => sum + elements, 0);
  return {
    faults: faultsOfTensors(trial),
    details: {
      inputs: { ...inputs },
      outputs: outputs.map((output): Json => ({ ...output })),
      constant: isConstant,
      repeatable: isRepeatable,
    },
    fine: `${count} finite values, the same each time${isConstant === null ? '' : ' and others for other inputs'}`,
  };
}
