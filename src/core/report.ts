import { z } from 'zod';
import { COVERAGE_LEVELS, type CoverageLevel } from './coverage.js';
import { MODES, type Mode } from './modes.js';
import { OUTCOMES, VERDICTS } from './outcome.js';
import type { Json } from './check.js';

export { COVERAGE_LEVELS, MODES, type Mode };

/** Any value that JSON can hold. */
export const jsonSchema: z.ZodType<Json> = z.json();

export const fileRefSchema = z.strictObject({
  path: z.string().nullable().describe('null when the subject was given as bytes'),
  bytes: z.int().min(0).nullable().describe('null when the file could not be read'),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
});
export type FileRef = z.output<typeof fileRefSchema>;

/**
 * `kind` says which further fields there are: a pair has `original` and `output`, a lone subject `file`, and where that is
 * a folder `members`, whose paths are relative to it.
 */
export const subjectSchema = z.strictObject({
  kind: z.string(),
  name: z.string().optional().describe('as its users call it'),
  version: z.string().optional(),
  original: fileRefSchema.optional(),
  output: fileRefSchema.optional(),
  file: fileRefSchema.optional(),
  members: z.array(fileRefSchema).optional(),
  baseline: fileRefSchema
    .extend({ name: z.string().optional().describe('as the configuration calls it, where it does') })
    .optional()
    .describe('what it was compared with; of a folder the digest of its files'),
});
export type SubjectRef = z.output<typeof subjectSchema>;

export const checkOutcomeSchema = z.strictObject({
  id: z.string(),
  category: z.string(),
  outcome: z.enum(OUTCOMES),
  message: z.string(),
  expected: jsonSchema.optional(),
  actual: jsonSchema.optional(),
  details: z.record(z.string(), jsonSchema).optional(),
  provisional: z.string().optional().describe('why what was not looked at could change the outcome'),
  mode: z.enum(MODES).optional().describe("the check's own mode, where it is not the report's; shadow never counts"),
  modeSource: z.string().optional().describe('which setting decided it'),
  durationMs: z.number().min(0),
});
export type CheckOutcome = z.output<typeof checkOutcomeSchema>;

/** Counts of the domain's own units: how many there are, and how many were looked at or compared. */
export interface CoverageCounts {
  readonly [count: `${string}Total` | `${string}Read` | `${string}Compared`]: number;
}

export interface Coverage extends CoverageCounts {
  readonly level: CoverageLevel;
  /** Whether what was not looked at could change the verdict; absent where nothing was judged. */
  readonly couldOverturn?: boolean | undefined;
  /** Why it could. */
  readonly reason?: string | undefined;
  /** What made it less than was asked for, e.g. "degradation: structural". */
  readonly limitedBy?: string | undefined;
}

export const coverageSchema = z
  .object({
    level: z
      .enum(COVERAGE_LEVELS)
      .describe('full: all that there is was read and, where there was something to compare, all of it was compared'),
    couldOverturn: z
      .boolean()
      .optional()
      .describe('whether what was not looked at could change the verdict; absent where nothing was judged'),
    reason: z.string().optional().describe('why it could'),
    limitedBy: z.string().optional().describe('what made it less than was asked for, e.g. "degradation: structural"'),
  })
  .catchall(z.int().min(0).describe('how many units of the suite there are, or were looked at'))
  .describe('How much was looked at') as unknown as z.ZodType<Coverage>;

/** The report: the one public shape of a verdict. Its JSON Schema is exported with the package. */
export const reportSchema = z
  .strictObject({
    schemaVersion: z.literal(1),
    id: z.uuid().optional().describe('under which the decision was recorded'),
    tool: z.strictObject({ name: z.literal('pressproof'), version: z.string() }),
    suite: z.string(),
    subject: subjectSchema,
    operation: z.string(),
    expectation: z.record(z.string(), jsonSchema),
    mode: z.enum(MODES),
    modeSource: z.string().optional().describe('which setting decided the mode, e.g. "environment PRESSPROOF_MODE"'),
    verdict: z.enum(VERDICTS),
    reason: z
      .string()
      .optional()
      .describe('why there is no judgement, for skipped and for subjects that could not be examined'),
    experiment: z
      .strictObject({ name: z.string(), arm: z.string() })
      .optional()
      .describe('the experiment that the subject belongs to, and the arm it was drawn into'),
    cached: z
      .boolean()
      .optional()
      .describe('true: known from an earlier validation of the same bytes under the same configuration'),
    coverage: coverageSchema,
    checks: z.array(checkOutcomeSchema),
    startedAt: z.iso.datetime(),
    durationMs: z.number().min(0),
  })
  .describe('Verdict of pressproof on one subject');
export type Report = z.output<typeof reportSchema>;
