import type { Report } from '../core/report.js';
import { actionFor } from '../policy/decision.js';
import { record } from './background.js';
import { ValidationError } from './errors.js';
import { examine } from './examine.js';
import { isSameFile } from './stat.js';
import type { Job } from './job.js';
import { log } from './log.js';
import type { Plan } from './plan.js';
import { relabel } from './relabel.js';
import { snapshot } from './snapshot.js';
import { stage, type Staging } from './staging.js';

/**
 * Compresses into a temporary file, judges it, and only then lets it appear at the destination: always in alert,
 * in enforce when its verdict allows it.
 * @throws ValidationError, what the compressor threw, or the signal's reason; the destination is untouched then
 */
export async function gated<P, R extends object>(job: Job<P, R>, plan: Plan): Promise<R & { validation: Report }> {
  const { compressor, input, output, parameters, signal, options } = job;
  // an original that its own output replaces is compressed and judged as it is now, whoever else replaces it meanwhile
  const replaced = (await isSameFile(input, output)) ? await snapshot(input) : null;
  try {
    const staging = await stage(output);
    try {
      const original = replaced?.path ?? input;
      const result = await compressor.compress(original, staging.path, parameters, signal);
      const judged = await examine({ original: { path: original }, output: { path: staging.path } }, plan);
      const names = new Map([
        [original, input],
        [staging.path, output],
      ]);
      const report = relabel(judged, names);
      const excused = plan.failOpen && isValidatorFailure(report);
      // decided before anybody else gets hold of the report
      const action = actionFor(report.verdict, report.mode, excused);
      record(report, options);
      if (action === 'reject') throw await rejection(output, report, plan.quarantineDir, staging);
      await staging.publish();
      return { ...relabel({ ...result }, names), validation: report };
    } finally {
      await staging.discard();
    }
  } finally {
    await replaced?.release();
  }
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
 * Whether a report is inconclusive only because the validator itself failed. A file that cannot be judged (a damaged
 * original, a canvas over budget) is none of that. Checks that wait for others carry no code and count for neither.
 */
export function isValidatorFailure({ verdict, checks }: Report): boolean {
  if (verdict !== 'inconclusive') return false;
  const codes = checks
    .filter(({ outcome }) => outcome === 'inconclusive')
    .flatMap(({ details }) => (typeof details?.['code'] === 'string' ? [details['code']] : []));
  return codes.length > 0 && codes.every((code) => OURS.includes(code));
}
