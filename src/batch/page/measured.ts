import { z } from 'zod';
import type { Report } from '../../core/report.js';
import type { MeasuredPair } from './picture.js';

const numbers = z.array(z.number());
const column = z.array(z.number().nullable());
const framesSchema = z.object({
  timeMs: numbers,
  original: numbers,
  output: numbers,
  ssim: column,
  ssimFast: column.optional(),
  deltaE: column,
});

/** The pairs of frames as the quality check compared them; null where it did not. */
export function measuredPairs({ checks }: Report): MeasuredPair[] | null {
  const found = framesSchema.safeParse(checks.find(({ id }) => id === 'quality_degradation')?.details?.['frames']);
  if (!found.success) return null;
  const { timeMs, original, output, ssim, ssimFast, deltaE } = found.data;
  return timeMs.map((time, index) => ({
    timeMs: time,
    original: original[index] ?? 0,
    output: output[index] ?? 0,
    // where the exact one was not needed, the fast one is what was judged
    ssim: ssim[index] ?? ssimFast?.[index] ?? null,
    deltaE: deltaE[index] ?? null,
  }));
}
