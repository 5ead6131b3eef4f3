import type { RuleFor } from './rule.js';
import { rateRule } from './rate.js';

/**
 * Failed of those that could be judged. What could not be judged is no pass, so it must not thin the rate out: with it in
 * the denominator, a validator that dies on nine of ten files would hide nine tenths of the failures. It is told beside
 * the rate, and `inconclusiveRate` watches it.
 */
export const failureRate: RuleFor = (settings) =>
  rateRule(settings, {
    name: 'failureRate',
    label: 'Failure rate',
    settings: settings.rules.failureRate,
    concerns: 'failures',
    did: 'that could be judged failed',
    count: ({ failed }) => failed,
    outOf: ({ judged }) => judged,
    beside: ({ inconclusive }) => (inconclusive === 0 ? '' : `${inconclusive} more could not be judged.`),
    advice:
      'Start with the check and the engine named here: one alone points at one setting or one release of a compressor. ' +
      '"pressproof investigate --since 1h" groups the failures and names their likely causes.',
  });
