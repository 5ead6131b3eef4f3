import type { CheckOutcome, Report } from '../core/report.js';
import { actionFor, checksUnder, enforcedStanding } from '../policy/decision.js';
import { makeCopies } from './files/copies.js';
import { examine } from './examine.js';
import { fullCheckOf } from './full-check.js';
import { compressionRecord } from './record/compression-record.js';
import { ValidationError } from './errors.js';
import { isSameFile } from './files/stat.js';
import { inGuard } from './in-guard.js';
import type { Job } from './job.js';
import { log } from './tell/log.js';
import type { Plan } from './plan/plan.js';
import { identified, record, type Course } from './record/recording.js';
import { relabel } from './relabel.js';
import { stage, type Staging } from './files/staging.js';
import { stopwatch } from './stopwatch.js';
import { watchedCompress, watchedExamine } from './record/watched.js';

/**
 * Compresses into a temporary file, judges it, and only then lets it appear at the destination: always in alert,
 * in enforce when its verdict allows it.
 * @throws ValidationError, what the compressor threw, or the signal's reason; the destination is untouched then
 */
export async function gated<P, R extends object>(job: Job<P, R>, plan: Plan): Promise<R & { validation: Report }> {
  const { input, output, options } = job;
  const elapsed = stopwatch();
  // an original that its own output replaces is compressed and judged as it is now, whoever else replaces it meanwhile
  const replaced = (await isSameFile(input, output)) ? await makeCopies() : null;
  try {
    const original = (await replaced?.take(input)) ?? input;
    const staging = await stage(output);
    try {
      const own = plan.admission.validate ? (inGuard(job.compressor)?.under(plan) ?? null) : null;
      const made = own ? { ...job, compressor: { ...job.compressor, compress: own.compress } } : job;
      const compressed = await watchedCompress(made, original, staging.path);
      const subject = { original: { path: original }, output: { path: staging.path } };
      const look = own ? (_: unknown, under: Plan) => own.examine(compressed.value, subject, under) : examine;
      const { result: judged, queueWaitMs } = await watchedExamine(subject, plan, job, look);
      const names = new Map([
        [original, input],
        [staging.path, output],
      ]);
      const report = identified(relabel(judged, names), plan);
      const excused = plan.failOpen && isValidatorFailure(report);
      // decided before anybody else gets hold of the report
      const action = actionFor(report, rulesOf(plan, excused));
      const doubted = action === 'publish' && report.mode === 'enforce' && isDoubted(report, plan);
      const isFollowed = doubted && plan.onReducedCoverage === 'queue-full-check';
      const followed = isFollowed ? await fullCheckOf(job, plan, subject) : null;
      const compression = compressionRecord(job, compressed, report);
      const course = (): Course => ({
        action,
        compression,
        queueWaitMs,
        addedMs: elapsed() - compressed.ms,
      });
      if (action === 'reject') {
        record(report, plan, course(), options);
        throw await rejection(output, report, plan.quarantineDir, staging);
      }
      await staging.publish().catch((error: unknown) => {
        followed?.drop();
        throw error;
      });
      record(report, plan, course(), options);
      followed?.start();
      return { ...relabel({ ...compressed.value }, names), validation: report };
    } finally {
      await staging.discard();
    }
  } finally {
    await replaced?.release();
  }
}

/** How enforce mode treats this subject. */
export function rulesOf({ admission, onReducedCoverage }: Plan, excused: boolean) {
  const degradedAway = admission.skip === 'degraded' && admission.configuredMode === 'enforce';
  return { excused, onReducedCoverage, degradedAway };
}

/** Whether less was looked at than a verdict needs. */
function isDoubted(report: Report, { admission }: Plan): boolean {
  return enforcedStanding(report).couldOverturn || admission.skip === 'degraded';
}

/** A quarantine that cannot be written does not save the file from rejection; the error's cause says what happened. */
async function rejection(
  output: string,
  report: Report,
  folder: string | null,
  staging: Staging,
): Promise<ValidationError> {
  if (folder === null) return new ValidationError(output, report, null);
  try {
    return new ValidationError(output, report, await staging.quarantine(folder, report));
  } catch (error) {
    log().error({ err: error, quarantineDir: folder }, 'the rejected file could not be kept');
    return new ValidationError(output, report, null, { cause: error });
  }
}

/** Codes that blame the validator, not the file. */
const OURS = [
  'timeout',
  'queue_full',
  'worker_died',
  'task_failed',
  'validator_crashed',
  'check_crashed',
  'fact_failed',
  'reader_failed',
];

/**
 * Whether what enforce mode asked for is inconclusive only because the validator itself failed. A file that cannot be
 * judged (a damaged original, a canvas over budget) is none of that. Checks that wait for unmeasured ones carry no code and
 * count for neither.
 */
export function isValidatorFailure(report: Pick<Report, 'mode' | 'checks'>): boolean {
  const enforced = checksUnder(report, ['enforce']);
  if (enforced.some((check) => check.outcome === 'failed' || isBlocked(check))) return false;
  const codes = enforced
    .filter(({ outcome }) => outcome === 'inconclusive')
    .flatMap(({ details }) => (typeof details?.['code'] === 'string' ? [details['code']] : []));
  return codes.length > 0 && codes.every((code) => OURS.includes(code));
}

/** Not run because of what is wrong with the file, which may be a failure that does not enforce. */
function isBlocked({ outcome, details }: CheckOutcome): boolean {
  return outcome === 'skipped' && details?.['blockedBy'] !== undefined;
}
