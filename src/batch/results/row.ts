import { z } from 'zod';
import { jsonSchema } from '../../core/report.js';
import { JOBS } from '../item.js';

/** The verdict; or `error`: nothing could be made or looked at; or `set_aside`: it ended its worker three times. */
export const STATUSES = ['pass', 'warn', 'fail', 'inconclusive', 'skipped', 'error', 'set_aside'] as const;
export type Status = (typeof STATUSES)[number];

const share = z.number().min(0).nullable();
const count = z.int().min(0).nullable();
const digest = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .nullable();

/** One result: a line of results.jsonl, a row of results.csv and results.parquet. Names are the columns of all three. */
export const resultRowSchema = z.strictObject({
  schemaVersion: z.literal(1),
  item: z.string().describe('names the item: the same work has the same name in every run of the same plan'),
  ordinal: z.int().min(0).describe('position in the run, from 0'),
  job: z.enum(JOBS),
  input: z.string().describe('the original (scan: the file), as a path or s3:// address'),
  name: z.string().describe('the input as people know it: relative to the folder or prefix it was found by'),
  inputBytes: count,
  inputSha256: digest,
  recipe: z.string().nullable().describe('what was asked for; null for validate and scan'),
  engine: z.string().nullable().describe('stages joined by " | "'),
  engineVersion: z.string().nullable().describe('stages joined by " | "'),
  operation: z.string().nullable().describe('what the output was judged as; null where nothing was judged'),
  parameters: z.record(z.string(), jsonSchema).describe('of a single stage; of pipelines see recipe'),
  expectation: z.record(z.string(), jsonSchema),
  output: z.string().nullable().describe('the published (validate: the judged) file; null: none was published'),
  outputBytes: count,
  outputSha256: digest,
  sizeRatio: share.describe('outputBytes / inputBytes'),
  status: z.enum(STATUSES),
  published: z.boolean().describe('whether there is an output at its place; always false for validate and scan'),
  failedChecks: z.array(z.string()).describe('ids of checks that failed'),
  otherChecks: z.array(z.string()).describe('ids of checks that warned or were inconclusive'),
  reason: z.string().nullable().describe('in a sentence why it is not a pass; null for a pass'),
  errorCode: z.string().nullable(),
  failedStage: count.describe('index of the stage that caused a failure; null for one stage or where none failed'),
  mode: z.string().nullable(),
  coverage: z.string().nullable(),
  framesCompared: count,
  framesTotal: count,
  inputFrames: count,
  outputFrames: count,
  outputColors: count.describe('distinct colours over all frames'),
  ssimMean: z.number().nullable().describe('structural similarity, mean over the frames compared; null: not measured'),
  ssimMin: z.number().nullable().describe('of the worst frame'),
  deltaEMax: share.describe('CIEDE2000 of the worst frame'),
  gmsdMax: share,
  compressMs: share,
  validateMs: share,
  attempts: z.int().min(1).describe('1, and one more for each worker that ended over it'),
  worker: z.string().nullable(),
  finishedAt: z.iso.datetime(),
  decision: z.uuid().nullable().describe('under which the whole report is in the run (pressproof investigate)'),
});
export type ResultRow = z.output<typeof resultRowSchema>;
