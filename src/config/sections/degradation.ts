import { zod } from '../../core/zod.js';
import { PLAIN_DEFAULTS } from '../plain.js';

const DEFAULTS = PLAIN_DEFAULTS.degradation;

/** When work is removed because validation is slow: policy/degradation. */
export function degradationSection() {
  const z = zod();
  const ladder = (what: string, steps: { degraded: number | null; structural: number | null; off: number | null }) => {
    const step = (level: string, over: number | null) =>
      z.number().gt(0).nullable().default(over).describe(`${what} over which coverage is ${level}; null: never`);
    return z
      .strictObject({
        degraded: step('sampled', steps.degraded),
        structural: step('structural', steps.structural),
        off: step('nothing', steps.off),
      })
      .prefault({});
  };
  return z
    .strictObject({
      enabled: z.boolean().default(DEFAULTS.enabled).describe('Whether work is removed at all'),
      windowSeconds: z
        .number()
        .gt(0)
        .default(DEFAULTS.windowSeconds)
        .describe('How far back the 95th percentiles look'),
      minSamples: z
        .int()
        .min(1)
        .default(DEFAULTS.minSamples)
        .describe('Validations in the window before anything moves'),
      dwellSeconds: z.number().min(0).default(DEFAULTS.dwellSeconds).describe('Least time at a level before it moves'),
      recoverBelow: z
        .number()
        .gt(0)
        .lt(1)
        .default(DEFAULTS.recoverBelow)
        .describe('Share of a threshold below which its level is left again'),
      validationMs: ladder('95th percentile of validation time, ms,', DEFAULTS.validationMs),
      queueWaitMs: ladder('95th percentile of the wait for a worker, ms,', DEFAULTS.queueWaitMs),
      memoryMiB: ladder('Resident memory of the process, MiB,', DEFAULTS.memoryMiB),
    })
    .prefault({});
}
