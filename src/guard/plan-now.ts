import { readEmergency } from '../policy/emergency.js';
import type { CallOptions, GuardOptions } from './options.js';
import { planWith, putInForce, type Plan } from './plan.js';
import { settingsFor } from './settings.js';

/**
 * The plan of a call that is about to happen: logging follows it and the operator gets its warnings.
 * @throws UsageError naming the field
 */
export function planNow(options: GuardOptions & CallOptions): Plan {
  return putInForce(planFor(options, process.env));
}

/**
 * Resolves options, environment and configuration, as they are now.
 * @throws UsageError naming the field
 */
export function planFor(options: GuardOptions & CallOptions, env: NodeJS.ProcessEnv): Plan {
  const emergency = readEmergency(env);
  return planWith(options, settingsFor(options, env, emergency), emergency);
}
