import type { Report } from '../core/report.js';
import { actionFor } from '../policy/decision.js';
import { record } from './background.js';
import { isValidatorFailure } from './crash.js';
import { ValidationError } from './errors.js';
import { examine } from './examine.js';
import type { Job } from './job.js';
import { log } from './log.js';
import type { Plan } from './plan.js';
import { relabel } from './relabel.js';
import { isSameFile, snapshot } from './snapshot.js';
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
      const names = [[original, input] as const, [staging.path, output] as const];
      const report = relabel(judged, new Map(names));
      record(report, options);
      const excused = plan.failOpen && isValidatorFailure(report);
      if (actionFor(report.verdict, report.mode, excused) === 'reject')
        throw await rejection(output, report, plan.quarantineDir, staging);
      await staging.publish();
      return { ...result, validation: report };
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
