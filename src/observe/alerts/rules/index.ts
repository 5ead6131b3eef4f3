import type { AlertSettings } from '../settings.js';
import { consecutiveFailures } from './consecutive-failures.js';
import { failureRate } from './failure-rate.js';
import { inconclusiveRate } from './inconclusive-rate.js';
import { memory } from './memory.js';
import type { Rule, RuleFor } from './rule.js';
import { slowRate } from './slow-rate.js';

export type { Rule };

/** Every rule, one line each. */
const RULES: readonly RuleFor[] = [failureRate, consecutiveFailures, inconclusiveRate, slowRate, memory];

/** Those that are not switched off. */
export function rulesOf(settings: AlertSettings): Rule[] {
  return RULES.map((ruleFor) => ruleFor(settings)).filter((rule) => rule !== null);
}
