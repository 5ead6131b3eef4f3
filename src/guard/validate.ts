import type { Report } from '../core/report.js';
import type { ImageArgument } from '../image/source.js';
import { judgeMany, judgeOne } from './judge.js';
import type { OutputToValidate, ScanOptions, ValidateOptions } from './plan/options.js';
import { planNow } from './plan/plan-now.js';
import { listOf } from './plan/policy-plan.js';
import { parseImage } from './subject.js';

/**
 * Measures what a compressor made of an original and judges it. A missing or ruined file is a verdict, not an error;
 * a validator that fails or runs out of time is `inconclusive`, never a pass.
 * @example
 * const report = await validate('in.gif', 'out.gif', { operation: 'color_reduction', expectation: { colors: 32 } });
 * @throws UsageError for wrong options or environment; the signal's reason on abort
 */
export async function validate(
  original: ImageArgument,
  output: ImageArgument,
  options: ValidateOptions = {},
): Promise<Report> {
  const subject = { original: parseImage('original', original), output: parseImage('output', output) };
  return await judgeOne(subject, planNow(options));
}

/**
 * The same for several outputs of one original, which is decoded once beside them. Each output is judged as if it were
 * alone: one that is broken, or on which the validator fails, concerns no other.
 * @param outputs - paths, file URLs or bytes, or objects with what was asked of that one
 * @param options - for all of them; time limit and time budget are those of one, times their number
 * @example
 * const reports = await validateMany('in.gif', [
 *   { output: '64.gif', operation: 'color_reduction', expectation: { colors: 64 } },
 *   { output: '32.gif', operation: 'color_reduction', expectation: { colors: 32 } },
 * ]);
 * @returns reports in the order of the outputs
 * @throws UsageError for wrong options or environment; the signal's reason on abort
 */
export async function validateMany(
  original: ImageArgument,
  outputs: readonly (ImageArgument | OutputToValidate)[],
  options: ValidateOptions = {},
): Promise<Report[]> {
  const from = parseImage('original', original);
  return await judgeMany(
    from,
    listOf('outputs', outputs).map((one) => {
      const { output, ...own } = typeof one === 'object' && 'output' in one ? one : { output: one };
      return { output: parseImage('output', output), plan: planNow({ ...options, ...own }) };
    }),
  );
}

/**
 * Judges an image that has no original: its integrity and the absolute limits.
 * @throws UsageError for wrong options or environment; the signal's reason on abort
 */
export async function scan(file: ImageArgument, options: ScanOptions = {}): Promise<Report> {
  return await judgeOne({ original: null, output: parseImage('file', file) }, planNow(options));
}
