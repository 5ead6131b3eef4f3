import type { Report } from '../core/report.js';
import type { ImageArgument } from '../image/source.js';
import { SingleUse } from '../pool/single-use.js';
import { examine } from './examine.js';
import type { ScanOptions, ValidateOptions } from './options.js';
import { planNow } from './plan.js';
import { parseImage, type ImageSubjectInput } from './subject.js';

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
  return await examine(pairOf(original, output), planNow(options));
}

/** The same for a process that ends after it: see pool/single-use.ts. */
export async function validateOnce(
  original: ImageArgument,
  output: ImageArgument,
  options: ValidateOptions,
): Promise<Report> {
  const plan = planNow(options);
  return await examine(pairOf(original, output), { ...plan, call: { ...plan.call, pool: new SingleUse() } });
}

function pairOf(original: ImageArgument, output: ImageArgument): ImageSubjectInput {
  return { original: parseImage('original', original), output: parseImage('output', output) };
}

/**
 * Judges an image that has no original: its integrity and the absolute limits.
 * @throws UsageError for wrong options or environment; the signal's reason on abort
 */
export async function scan(file: ImageArgument, options: ScanOptions = {}): Promise<Report> {
  return await examine({ original: null, output: parseImage('file', file) }, planNow(options));
}
