import { z } from 'zod';
import { COVERAGE_LEVELS } from '../../core/coverage.js';
import { DEGRADATION_LEVELS, SKIP_REASONS } from '../../core/decision.js';
import { jsonSchema, reportSchema } from '../../core/report.js';
import { settingsSchema } from '../../config/schema.js';
import { VERSION } from '../../guard/tool.js';
import { COLOR_SCOPES, OPERATIONS } from '../../image/expectation.js';
import { METRIC_NAMES } from '../../image/quality/metric-names.js';
import type { WorkSettings } from '../execute/settings.js';
import { JOBS, type Location } from '../item.js';
import { stageSchema } from '../recipe.js';
import type { Loss, Reply, Task } from '../task.js';

/** Of every key in Redis, so that others can use the same server and an ACL can name ours. */
export const PREFIX = 'pressproof';

/** Verdicts of different versions must not mix: each version has a queue of its own. */
export const QUEUE = `tasks-${VERSION}`;

/** Names a job, and with it everything that came of it: the same work has the same name whoever adds it. */
export function jobIdOf(run: string, item: string): string {
  return `${run}_${item}`;
}

/** Longest path that Linux takes, and longest key that S3 takes with its bucket. */
const location = z.string().min(1).max(4096);
const name = z.string().max(4096);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const entrySchema = z.strictObject({
  input: location,
  name,
  output: location.nullable(),
  operation: z.enum(OPERATIONS).optional(),
  expectation: z
    .strictObject({
      frameRatio: z.number().optional(),
      colors: z.number().optional(),
      colorScope: z.enum(COLOR_SCOPES).optional(),
      fps: z.number().optional(),
    })
    .optional(),
  model: z
    .strictObject({
      name: name.optional(),
      version: name.optional(),
      baseline: location.optional(),
      holdout: location.optional(),
      sha256: sha256.optional(),
    })
    .optional(),
});

const taskSchema = z.strictObject({
  job: z.enum(JOBS),
  item: z.strictObject({
    key: z.string().regex(/^[0-9a-f]{32}$/),
    ordinal: z.int().min(0),
    entry: entrySchema,
    recipe: z.strictObject({ label: name, stages: z.array(stageSchema).min(1).max(100) }).nullable(),
  }),
  staged: location.nullable(),
  target: location.nullable(),
});

const workSettingsSchema = z.strictObject({
  settings: z.strictObject({
    settings: z.lazy(settingsSchema),
    sources: z.record(z.string(), z.string()),
    ranks: z.record(z.string(), z.int().min(0)),
  }),
  checks: z.array(z.string()).optional(),
  crossCheck: z.boolean().optional(),
  coverage: z.enum(COVERAGE_LEVELS).optional(),
  timeBudgetMs: z.number().min(0).optional(),
  metrics: z.array(z.enum(METRIC_NAMES)).optional(),
});

const jobSchema = z.strictObject({
  run: z.string().regex(/^[\w-]{1,64}$/),
  task: taskSchema,
  settings: workSettingsSchema,
});

/** What a job says. */
export interface JobData {
  readonly run: string;
  readonly task: Task;
  readonly settings: WorkSettings;
}

/** A job comes from the network: nothing of it is used before it is this. @returns what is wrong with it, or the job */
export function readJob(data: unknown): JobData | string {
  const read = jobSchema.safeParse(data);
  return read.success ? read.data : z.prettifyError(read.error);
}

const decisionSchema = z.strictObject({
  id: z.uuid(),
  at: z.number(),
  report: reportSchema,
  action: z.enum(['publish', 'reject']).nullable(),
  skipped: z.enum(SKIP_REASONS).nullable(),
  compression: z
    .strictObject({
      engine: z.string(),
      engineVersion: z.string().nullable(),
      parameters: z.record(z.string(), jsonSchema),
      durationMs: z.number(),
      inputBytes: z.number().nullable(),
      outputBytes: z.number().nullable(),
    })
    .nullable(),
  arm: z.strictObject({ experiment: z.string(), arm: z.string(), draw: z.number() }).nullable(),
  sampleRate: z.number(),
  degradation: z.enum(DEGRADATION_LEVELS),
  validationMs: z.number(),
  queueWaitMs: z.number().nullable(),
  addedMs: z.number(),
});

const stageNumber = z.int().min(0).nullable();

const outcomeSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('judged'),
    decision: decisionSchema,
    written: z.strictObject({ bytes: z.int().min(0), sha256 }).nullable(),
    failedStage: stageNumber,
    stages: z.array(
      z.strictObject({ engine: z.string(), verdict: z.string().nullable(), reason: z.string().nullable() }),
    ),
  }),
  z.strictObject({ kind: z.literal('error'), code: z.string(), message: z.string(), failedStage: stageNumber }),
]);

const answerSchema = z.strictObject({
  result: z.union([
    z.strictObject({ outcome: outcomeSchema, worker: z.string(), durationMs: z.number() }),
    z.strictObject({ kind: z.literal('lost'), reason: z.string() }),
  ]),
  staged: location.nullable(),
});

/** Code of an error that says nothing of an item: its worker may not or cannot reach the place, another may. */
export const NOT_MINE = 'path_not_allowed';

/** What a worker answers: what came of the task, and where this delivery of it left its file. */
export interface Answer {
  readonly result: Reply | Loss;
  readonly staged: Location | null;
}

/** An answer comes from the network too. null: it is none. */
export function readAnswer(data: unknown): Answer | null {
  const read = answerSchema.safeParse(data);
  return read.success ? read.data : null;
}
