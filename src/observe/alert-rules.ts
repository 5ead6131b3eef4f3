import {
  absent,
  alertsUndelivered,
  degraded,
  dropped,
  emergencyDisabled,
  memory,
  slowRate,
} from './alert-rules/operation.js';
import type { AlertRule, AlertThresholds } from './alert-rules/rule.js';
import {
  failureRate,
  inconclusiveRate,
  nothingPasses,
  nothingValidated,
  rejectionSpike,
} from './alert-rules/verdicts.js';

export type { AlertRule, AlertThresholds };

/** A rule file, as Prometheus reads it when written as YAML. */
export interface RuleFile {
  readonly groups: readonly { readonly name: string; readonly rules: readonly AlertRule[] }[];
}

/**
 * Alert rules for Prometheus, made from the metric definitions. Every rate is over a window and needs `minSubjects` in it:
 * without traffic a rate is no number, and nothing fires.
 */
export function alertRules(thresholds: AlertThresholds): RuleFile {
  const rules = [
    ...failureRate(thresholds),
    ...nothingPasses(thresholds),
    rejectionSpike(thresholds),
    ...inconclusiveRate(thresholds),
    nothingValidated(thresholds),
    ...slowRate(thresholds),
    ...memory(thresholds),
    emergencyDisabled(),
    degraded(),
    dropped(thresholds),
    alertsUndelivered(thresholds),
    absent(),
  ];
  return { groups: [{ name: 'pressproof', rules }] };
}
