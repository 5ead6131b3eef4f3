import type { RuleFor } from './rule.js';
import { rateRule } from './rate.js';

/** Of all that were looked at: a subject that ran out of time is slow and inconclusive. */
export const slowRate: RuleFor = (settings) => {
  const { slowOverMs } = settings.rules.slowRate;
  return rateRule(settings, {
    name: 'slowRate',
    label: 'Slow validations',
    settings: settings.rules.slowRate,
    concerns: 'process',
    did: `took longer than ${slowOverMs} ms, waiting not counted,`,
    count: ({ slow }) => slow,
    outOf: ({ judged, inconclusive }) => judged + inconclusive,
    advice:
      'See whether the machine is busy with something else or the files have grown. ' +
      'Less work a file: "coverage: sampled", or "degradation.enabled: true" to let pressproof choose by itself.',
  });
};
