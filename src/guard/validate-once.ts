import type { ResolvedSettings } from '../config/resolve.js';
import type { Report } from '../core/report.js';
import { readEmergency } from '../policy/emergency.js';
import { singleUse } from '../pool/single-use.js';
import { examine } from './examine.js';
import type { ValidateOptions } from './options.js';
import { planWith, putInForce, type Plan } from './plan.js';
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
  return await examine(subject, planOnce(options));
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
  const plan = planOnce(options);
  const { examineMany } = await import('./examine-many.js');
  const planned = outputs.map((output) => ({ output: parseImage('output', output), plan }));
  return await examineMany(parseImage('original', original), planned);
}

function planOnce(options: ValidateOptions & { readonly settings: ResolvedSettings }): Plan {
  const plan = putInForce(planWith(options, options.settings, readEmergency(process.env)));
  return { ...plan, call: { ...plan.call, pool: singleUse() } };
}
