import type { Report } from '../core/report.js';
import { examine } from './examine.js';
import { askedOf } from './expectation.js';
import { gated } from './gate.js';
import { compressUnguarded, type Compressor, type GuardOptions, type Job } from './job.js';
import { log } from './log.js';
import { planFor, planNow, type Plan } from './plan.js';
import { shadowed } from './shadow.js';

/** The compressor's own signature; alert and enforce add `validation` to its result. */
export type GuardedCompress<Parameters, Result extends object> = (
  input: string,
  output: string,
  parameters?: Parameters,
  signal?: AbortSignal,
) => Promise<Result & { validation?: Report }>;

/**
 * Wraps a compressor: compress, validate, decide, publish or reject. Mode `off` as an option gives the compressor's
 * own function back; otherwise the mode and the emergency switch are read at every call.
 * @example
 * const shrink = guard(gifsicle(), { mode: 'enforce', quarantineDir: 'rejected' });
 * const { validation } = await shrink('in.gif', 'out.gif', { lossy: 80 });
 * @throws UsageError for wrong options. The function returned throws what the compressor throws, and in enforce
 *   ValidationError, with whatever was at the destination untouched.
 */
export function guard<Parameters, Result extends object>(
  compressor: Compressor<Parameters, Result>,
  options: GuardOptions = {},
): GuardedCompress<Parameters, Result> {
  const { admission } = planFor(options, {});
  if (options.mode !== undefined && admission.mode === 'off') return compressor.compress.bind(compressor);
  return (input, output, parameters, signal) => run({ compressor, options, input, output, parameters, signal });
}

async function run<P, R extends object>(job: Job<P, R>): Promise<R & { validation?: Report }> {
  const plan = planned(job);
  if (plan === null || plan.admission.configuredMode === 'off') return await compressUnguarded(job);
  const { validate, configuredMode } = plan.admission;
  if (configuredMode === 'shadow') return validate ? await shadowed(job, plan) : await compressUnguarded(job);
  if (validate) return await gated(job, plan);
  const result = await compressUnguarded(job);
  const skipped = await examine({ original: { path: job.input }, output: { path: job.output } }, plan);
  return { ...result, validation: skipped };
}

/** null: nothing can be validated with these settings, and shadow mode keeps that from the caller. */
function planned<P, R extends object>(job: Job<P, R>): Plan | null {
  const { compressor, options, parameters, signal } = job;
  const { operation, expectation } = askedOf(parameters, compressor.capabilities ?? []);
  try {
    const asked = {
      operation: options.operation ?? operation,
      expectation: options.expectation ?? expectation,
    };
    return planNow({ ...options, ...asked, signal });
  } catch (error) {
    if (options.mode !== 'shadow') throw error;
    log().error({ err: error }, 'shadow validation is not possible');
    return null;
  }
}
