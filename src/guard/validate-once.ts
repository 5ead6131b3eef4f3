import type { ResolvedSettings } from '../config/resolve.js';
import type { Report } from '../core/report.js';
import { readEmergency } from '../policy/emergency.js';
import { SingleUse } from '../pool/single-use.js';
import { examine } from './examine.js';
import type { ValidateOptions } from './options.js';
import { planWith, putInForce } from './plan.js';
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
  const plan = putInForce(planWith(options, options.settings, readEmergency(process.env)));
  return await examine(subject, { ...plan, call: { ...plan.call, pool: new SingleUse() } });
}
