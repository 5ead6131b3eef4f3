import { z } from 'zod';
import { jsonSchema } from '../../core/report.js';
import { JOBS } from '../item.js';

/** The verdict; or `error`: nothing could be made or looked at, or what was made could not be published; or `set_aside`: it ended its worker three times. */
export const STATUSES = ['pass', 'warn', 'fail', 'inconclusive', 'skipped', 'error', 'set_aside'] as const;
export type Status = (typeof STATUSES)[number];

const share = z.number().min(0).nullable();
const measure = z.number().nullable();
/** Of a file: more than 2^31. */
const size = z.int().min(0).nullable();
const count = z.int32().min(0).nullable();
/** Never empty, so that an empty cell of CSV means null. */
const text = z.string().min(1).nullable();
const digest = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .nullable();
/** Without the separator of lists in CSV. */
const checkIds = z.array(z.string().regex(/^[a-z][a-z0-9_]*$/));

/**
 * One result: a line of results.jsonl, a row of results.csv and results.parquet. Names and types of all three are
 * derived from this. A figure that was not measured is null.
 */
export const resultRowSchema = z.strictObject({
  schemaVersion: z.literal(1).describe('of this shape'),
  item: z.string().describe('names the item: the same work has the same name in every run of the same plan'),
  ordinal: z.int().min(0).describe('position in the run, from 0'),
  job: z.enum(JOBS).describe('what was done'),
  input: z.string().describe('the original (scan, artifacts: what was judged), as a path or s3:// address'),
  name: z
    .string()
    .describe(
      'the input as people know it, and its output is called: relative to the folder or prefix it was found by, changed where no file can be called so (docs/batch.md); to join with names of your own, use input',
    ),
  inputBytes: size.describe('of the input; null: it could not be read'),
  inputSha256: digest.describe('of the input; null: it could not be read'),
  recipe: text.describe('what was asked for; null for jobs that make nothing'),
  engine: text.describe('stages joined by " | "; null for jobs that make nothing'),
  engineVersion: text.describe('stages joined by " | "; null where it does not say or nothing was made'),
  operation: z.string().describe('what the output is judged as'),
  parameters: z.record(z.string(), jsonSchema).describe('of a single stage; of pipelines see recipe'),
  expectation: z.record(z.string(), jsonSchema).nullable().describe('what was held against the output; null: nothing'),
  output: text.describe('the published (validate: the judged) file; null: none was published'),
  outputBytes: size.describe('of what was made, also where it was not published'),
  outputSha256: digest.describe('of what was made, also where it was not published'),
  sizeRatio: share.describe('outputBytes / inputBytes'),
  status: z
    .enum(STATUSES)
    .describe(
      'the verdict, or error (nothing could be made or looked at, or the output could not be published), or set_aside (it ended its worker each time)',
    ),
  published: z.boolean().describe('whether there is an output at its place; always false for jobs that make nothing'),
  failedChecks: checkIds.describe('ids of checks that failed'),
  otherChecks: checkIds.describe('ids of checks that warned or were inconclusive'),
  finding: text.describe(
    'code of what the first of these checks stumbled over: a limit or a problem of the file; null: it names none',
  ),
  reason: text.describe('in a sentence why it is not a pass, or what a pass leaves open; null for a clean pass'),
  errorCode: text.describe('of error and set_aside'),
  failedStage: count.describe('index of the stage that caused a failure; null for one stage or where none failed'),
  mode: text.describe('off, shadow, alert or enforce; null where nothing was judged'),
  coverage: text.describe('full, sampled or structural; null where nothing was judged'),
  framesCompared: count.describe('frames whose pictures were compared'),
  framesTotal: count.describe('frames that could be'),
  width: count.describe('pixels of the original'),
  height: count.describe('pixels of the original'),
  inputFrames: count.describe('frames of the input'),
  outputFrames: count.describe('frames of the output'),
  inputColors: count.describe('distinct colours over all frames of the original'),
  outputColors: count.describe('distinct colours over all frames'),
  outputColorsPerFrame: count.describe('most distinct colours in one frame'),
  outputFps: share.describe('frames a second as shown'),
  outputDurationMs: share.describe('how long the output plays'),
  driftMs: share.describe('by how much the worst frame is shown too early or too late'),
  ssimMean: measure.describe('structural similarity, mean over the frames compared; at most 1'),
  ssimMin: measure.describe('structural similarity of the worst frame'),
  deltaEMean: share.describe('CIEDE2000 of block means, mean over the frames compared'),
  deltaEMax: share.describe('CIEDE2000 of block means, of the worst frame'),
  localDeltaEMax: share.describe('CIEDE2000 of the worst area of the worst frame'),
  localStructureMin: measure.describe('structure kept in the worst area of the worst frame; at most 1'),
  psnrMin: measure.describe('dB, of the worst frame; null also where all pictures are the same'),
  gmsdMax: share.describe('gradient deviation of the worst frame, 0 to 0.5'),
  flickerMax: share.describe('flicker that the original does not have, grey levels 0 to 255'),
  mistimedMax: share.describe('share of the motion that is not shown in time'),
  metrics: z
    .record(z.string(), z.strictObject({ mean: measure, worst: measure }))
    .describe('metrics that were asked for by name, over the frames compared'),
  formats: checkIds.describe('of the files of an artifact; empty for images'),
  tensors: count.describe('of an artifact, in all of its files'),
  memoryBytes: size.describe('that an artifact needs where it runs; where something is not known, at least'),
  compressMs: share.describe('what compressing took'),
  validateMs: share.describe('what judging took, waiting included'),
  totalMs: share.describe('from the start of the item to its end, in the worker that ended it'),
  attempts: z.int32().min(1).describe('1, and one more for each worker that ended over it'),
  worker: text.describe('host and process'),
  finishedAt: z.iso.datetime({ precision: 3 }).describe('UTC'),
  decision: z.uuid().nullable().describe('under which the whole report is in the run (pressproof investigate)'),
});
export type ResultRow = z.output<typeof resultRowSchema>;
