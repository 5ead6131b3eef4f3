import type { RuleFor } from './rule.js';
import { rateRule } from './rate.js';

/** What the other rates cannot see: validation that does not come to a judgement guards nothing. */
export const inconclusiveRate: RuleFor = (settings) =>
  rateRule(settings, {
    name: 'inconclusiveRate',
    label: 'Subjects without a judgement',
    settings: settings.rules.inconclusiveRate,
    concerns: 'judgements',
    did: 'could not be judged',
    count: ({ inconclusive }) => inconclusive,
    outOf: ({ judged, inconclusive }) => judged + inconclusive,
    advice:
      'Nothing is known about these files, good or bad. The log lines "validation: inconclusive" say why: ' +
      'time limits (pool.timeoutMs), workers that died, or originals that are damaged themselves.',
  });
