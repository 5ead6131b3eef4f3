import type { Report } from '../core/report.js';
import { EMERGENCY_VARIABLES } from '../policy/emergency.js';
import { admitted } from './plan/admitted.js';
import { inBackground } from './background.js';
import { callOf } from './call.js';
import { compressionRecord } from './record/compression-record.js';
import { aboutImage } from './examine.js';
import { skipReport, startNow } from './reports.js';
import { gated } from './gate.js';
import { compressUnguarded, type Compressor, type Job } from './job.js';
import { log } from './tell/log.js';
import type { GuardOptions } from './plan/options.js';
import type { Plan } from './plan/plan.js';
import { controlReady } from './plan/live-control.js';
import { underLoad } from './plan/load.js';
import { planFor, planNow } from './plan/plan-now.js';
import { identified, record } from './record/recording.js';
import { statedMode } from './plan/settings.js';
import { shadowed } from './shadow.js';
import { watchedCompress } from './record/watched.js';

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
  // the environment is that of each call; only an emergency has to excuse a configuration already now
  const emergency = EMERGENCY_VARIABLES.map((name) => [name, process.env[name]] as const);
  // and so is the configuration that PRESSPROOF_CONFIG names, which may be the one that knows the experiment
  const known = options.config === undefined ? { ...options, experiment: undefined } : options;
  const { admission } = planFor(known, Object.fromEntries(emergency));
  if (options.mode !== undefined && admission.configuredMode === 'off') return compressor.compress.bind(compressor);
  return (input, output, parameters, signal) => run({ compressor, options, input, output, parameters, signal });
}

async function run<P, R extends object>(job: Job<P, R>): Promise<R & { validation?: Report }> {
  await controlReady(process.env);
  const stated = planned(job);
  if (stated === null || stated.admission.configuredMode === 'off') return await compressUnguarded(job);
  const plan = underLoad(await admitted(stated, { path: job.input }));
  const { validate, configuredMode, skip } = plan.admission;
  const isGated = configuredMode !== 'shadow';
  // enforce may have to reject what degradation left unseen
  if (validate || (isGated && skip === 'degraded')) return isGated ? await gated(job, plan) : await shadowed(job, plan);
  return await unseen(job, plan);
}

/** Compresses as if there were no guard, and records why nobody looked. */
async function unseen<P, R extends object>(job: Job<P, R>, plan: Plan): Promise<R & { validation?: Report }> {
  const compressed = await watchedCompress(job);
  const subject = { original: { path: job.input }, output: { path: job.output } };
  const skipped = identified(skipReport(aboutImage(subject, plan), plan, startNow()), plan);
  // what goes wrong with a record is nothing to its caller
  inBackground('Recording', async () => {
    const compression = compressionRecord(job, compressed, skipped);
    record(skipped, plan, { action: 'publish', compression, queueWaitMs: null, addedMs: 0 }, job.options);
  });
  const isSeen = plan.admission.configuredMode !== 'shadow';
  return isSeen ? { ...compressed.value, validation: skipped } : compressed.value;
}

/** null: nothing can be validated with these settings, and shadow and off keep that from the caller. */
function planned<P, R extends object>(job: Job<P, R>): Plan | null {
  const call = callOf(job);
  try {
    return planNow(call);
  } catch (error) {
    const mode = statedMode(job.options, process.env);
    if (mode !== 'shadow' && mode !== 'off') throw error;
    log().error({ err: error }, `nothing is validated: the configuration cannot be read, and the mode is ${mode}`);
    return null;
  }
}
