import { unusedEnvironment } from '../../config/unused-environment.js';
import type { CallOptions, GuardOptions } from './options.js';
import { planWith, type Plan } from './plan.js';
import { putInForce } from './policy-plan.js';
import { processOptions } from './process-options.js';
import { emergencyNow, settingsFor } from './settings.js';

/**
 * The plan of a call that is about to happen: logging follows it and the operator gets its warnings.
 * @throws UsageError naming the field
 */
export function planNow(options: GuardOptions & CallOptions): Plan {
  const plan = planFor(options, process.env);
  const { configFile } = processOptions();
  // whose settings are resolved already has heard of it
  const unused = options.settings ? null : unusedEnvironment(process.env, options.config ?? configFile);
  return putInForce(unused === null ? plan : { ...plan, warnings: [...plan.warnings, unused] });
}

/**
 * Resolves options, environment, configuration and control file, as they are now.
 * @throws UsageError naming the field
 */
export function planFor(options: GuardOptions & CallOptions, env: NodeJS.ProcessEnv): Plan {
  const settings = settingsFor(options, env);
  return planWith(options, settings, emergencyNow(env, settings));
}
