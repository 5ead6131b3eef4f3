import type { Report } from '../core/report.js';
import type { ImageArgument } from '../image/source.js';
import { examine } from './examine.js';
import type { ScanOptions, ValidateOptions } from './options.js';
import { planNow } from './plan-now.js';
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
  return await examine(subject, planNow(options));
}

/**
 * Judges an image that has no original: its integrity and the absolute limits.
 * @throws UsageError for wrong options or environment; the signal's reason on abort
 */
export async function scan(file: ImageArgument, options: ScanOptions = {}): Promise<Report> {
  return await examine({ original: null, output: parseImage('file', file) }, planNow(options));
}
