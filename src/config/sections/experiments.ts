import type { z } from 'zod';
import { COVERAGE_LEVELS } from '../../core/coverage.js';
import { MODES } from '../../core/modes.js';
import { zod } from '../../core/zod.js';

/**
 * Experiments by name: policy/experiment draws the arms, observe/experiment reports them.
 * @param limits - those of the checks, each optional
 */
export function experimentsSection(limits: z.ZodObject<Record<string, z.ZodType<number | null | undefined>>>) {
  const z = zod();
  const name = z
    .string()
    .regex(/^[a-z0-9][a-z0-9_-]{0,62}$/)
    .describe('Lower case letters, digits, - and _; it becomes a metric label');
  const arm = z.strictObject({
    name,
    weight: z.number().gt(0).default(1).describe('Share of subjects relative to the other arms'),
    mode: z.enum(MODES).optional().describe('off: a control without validation'),
    coverage: z.enum(COVERAGE_LEVELS).optional(),
    limits: limits.optional().describe('Limits of this arm'),
    engine: z.string().min(1).optional().describe('Engine of this arm, for compress --experiment'),
    parameters: z
      .record(z.string(), z.union([z.number(), z.string(), z.boolean()]))
      .optional()
      .describe('Parameters of the engine that differ in this arm'),
  });
  const experiment = z.strictObject({
    name,
    salt: z.string().min(1).optional().describe('Default: the name of the experiment'),
    arms: z.array(arm).min(2),
  });
  return z
    .array(experiment)
    .default([])
    .describe('Experiments; each subject belongs to one arm of the one it is put to');
}
