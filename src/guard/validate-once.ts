import type { ResolvedSettings } from '../config/resolve.js';
import type { Report } from '../core/report.js';
import { readEmergency, type Emergency } from '../policy/emergency.js';
import { singleUse } from '../pool/single-use.js';
import { examine } from './examine.js';
import type { ValidateOptions } from './plan/options.js';
import { planWith, type Plan } from './plan/plan.js';
import { putInForce } from './plan/policy-plan.js';
import { parseImage } from './subject.js';

/**
 * `validate` for a process that ends after it: settings are resolved already, and the subject is looked at in a thread
 * of its own. Apart from validate.ts, because this loads neither the configuration's schema nor the worker pool.
 * @throws as validate
 */
export async function validateOnce(
  original: string,
  output: string,
  options: ValidateOptions & { readonly settings: ResolvedSettings },
): Promise<Report> {
  const subject = { original: parseImage('original', original), output: parseImage('output', output) };
  const plan = await planOnce(options);
  return isMore(plan) ? await (await import('./judge.js')).judgeOne(subject, plan) : await examine(subject, plan);
}

/**
 * `validateMany` likewise.
 * @throws as validateMany
 */
export async function validateManyOnce(
  original: string,
  outputs: readonly string[],
  options: ValidateOptions & { readonly settings: ResolvedSettings },
): Promise<Report[]> {
  const plan = await planOnce(options);
  const { judgeMany } = await import('./judge.js');
  const planned = outputs.map((output) => ({ output: parseImage('output', output), plan }));
  return await judgeMany(parseImage('original', original), planned);
}

/** Whether there is more to do than to look and to report: a draw, or somebody who wants to know. */
function isMore({ draw, sinks }: Plan): boolean {
  return draw.rate < 1 || draw.experiment !== null || sinks.storeStated || sinks.alerts.channels.length > 0;
}

async function planOnce(options: ValidateOptions & { readonly settings: ResolvedSettings }): Promise<Plan> {
  const plan = putInForce(planWith(options, options.settings, await emergencyFor(options.settings)));
  return { ...plan, call: { ...plan.call, pool: singleUse() } };
}

async function emergencyFor(resolved: ResolvedSettings): Promise<Emergency> {
  if (resolved.settings.control.file === null) return readEmergency(process.env);
  return (await import('./plan/settings.js')).emergencyNow(process.env, resolved);
}
