import { z } from 'zod';
import { MODES } from '../core/report.js';
import { imageChecks } from '../image/checks/index.js';
import { DEFAULT_BUDGET } from '../image/reader.js';
import { PRESET_NAMES } from './presets.js';

/** As pino names them. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** Every limit of every check; names are unique over the suite, and each check brings its own default. */
const limits: z.ZodObject<Record<string, z.ZodType>> = z.strictObject(
  Object.assign({}, ...imageChecks.map((check) => check.limits.shape)) as Record<string, z.ZodType>,
);

const checkSwitch = z.strictObject({ enabled: z.boolean().default(true).describe('false: the check is not run') });

/** The whole configuration, every field with its default. The only place that knows which fields there are. */
export const settingsSchema = z
  .strictObject({
    mode: z
      .enum(MODES)
      .default('alert')
      .describe('off, shadow (record only), alert (tell and publish), enforce (publish only what is fit)'),
    preset: z.enum(PRESET_NAMES).nullable().default(null).describe('Named set of limits below those stated here'),
    limits: limits.prefault({}).describe('Limits of the checks'),
    checks: z
      .strictObject(Object.fromEntries(imageChecks.map(({ id }) => [id, checkSwitch.prefault({})])))
      .prefault({})
      .describe('Which checks run'),
    pool: z
      .strictObject({
        threads: z
          .int()
          .min(1)
          .max(1024)
          .nullable()
          .default(null)
          .describe('Worker threads; null: as many as the machine can run at once'),
        timeoutMs: z
          .int()
          .min(1)
          // setTimeout fires at once beyond this
          .max(2 ** 31 - 1)
          // two minutes: 100 frames of 4 megapixels compare in under one on a slow core
          .default(120_000)
          .describe('Time limit of one subject, ms; waiting for a worker does not count'),
        // a waiting path costs about a kilobyte, so 10,000 of them 10 MB
        maxQueue: z.int().min(0).default(10_000).describe('Subjects that may wait for a worker'),
      })
      .prefault({}),
    budget: z
      .strictObject({
        maxCanvasPixels: z
          .int()
          .min(1)
          // both sides of a GIF's logical screen are 16 bits
          .max(65535 * 65535)
          .default(DEFAULT_BUDGET.maxCanvasPixels)
          .describe('Larger canvases (width x height) are refused before anything is allocated'),
      })
      .prefault({}),
    failOpen: z.boolean().default(false).describe('enforce: publish when the validator itself crashed'),
    quarantineDir: z
      .string()
      .min(1)
      .nullable()
      .default(null)
      .describe('Folder that keeps rejected outputs; null: none'),
    logLevel: z.enum(LOG_LEVELS).default('warn').describe('Least important log line on stderr'),
  })
  .describe('Configuration of pressproof');

export type Settings = z.output<typeof settingsSchema>;

/** Leaves of the schema by dotted name, e.g. `limits.fpsTolerance`, in the order they are declared. */
export const FIELDS: ReadonlyMap<string, z.ZodType> = new Map(leavesOf(settingsSchema, ''));

function leavesOf(schema: z.ZodType, prefix: string): [string, z.ZodType][] {
  const object = objectIn(schema);
  if (!object) return [[prefix, schema]];
  const start = prefix === '' ? '' : `${prefix}.`;
  return Object.entries(object.shape).flatMap(([key, child]) => leavesOf(child as z.ZodType, `${start}${key}`));
}

/** The object schema behind defaults; undefined for a leaf. */
function objectIn(schema: z.ZodType): z.ZodObject | undefined {
  if (schema instanceof z.ZodObject) return schema;
  return schema instanceof z.ZodPrefault ? objectIn(schema.unwrap() as z.ZodType) : undefined;
}

/** JSON Schema (draft 2020-12) of a configuration file, for editors. */
export function configJsonSchema(): z.core.JSONSchema.BaseSchema {
  return z.toJSONSchema(settingsSchema, { io: 'input' });
}
