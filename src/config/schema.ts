import type { z } from 'zod';
import type { Limit } from '../core/limits.js';
import { MODES } from '../core/modes.js';
import { zod } from '../core/zod.js';
import { allChecks } from './all-checks.js';
import { COVERAGE_LEVELS } from '../core/coverage.js';
import { METRIC_NAMES } from '../image/quality/metric-names.js';
import { DEFAULTS } from './defaults.js';
import { PRESET_NAMES } from './presets.js';
import { artifactSection } from './sections/artifact.js';
import { alertsSection } from './sections/alerts.js';
import { controlSection } from './sections/control.js';
import { degradationSection } from './sections/degradation.js';
import { experimentsSection } from './sections/experiments.js';
import { promotionSection } from './sections/promotion.js';
import { samplingSection } from './sections/sampling.js';
import { serverSection } from './sections/server.js';
import { storeSection } from './sections/store.js';

/** As pino names them. */
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

export type Settings = z.output<ReturnType<typeof build>>;

let built: ReturnType<typeof build> | undefined;

/** The whole configuration, every field with its default. Built when something is stated: see core/on-demand.ts. */
export function settingsSchema(): ReturnType<typeof build> {
  return (built ??= build());
}

function build() {
  const z = zod();
  const allLimits = allChecks.flatMap((check) => Object.entries(check.limits));
  const limits: z.ZodObject<Record<string, z.ZodType>> = z.strictObject(Object.fromEntries(allLimits.map(limitField)));
  const ownMode = (of: string) =>
    z.enum(MODES).nullable().default(null).describe(`Mode of ${of}; null: as stated for everything`);
  const checkSwitch = z.strictObject({
    enabled: z.boolean().default(true).describe('false: the check is not run'),
    mode: ownMode('this check'),
  });
  return z
    .strictObject({
      mode: z
        .enum(MODES)
        .default(DEFAULTS.mode)
        .describe('off, shadow (record only), alert (tell and publish), enforce (publish only what is fit)'),
      preset: z
        .enum(PRESET_NAMES)
        .nullable()
        .default(DEFAULTS.preset)
        .describe('Named set of limits below those stated here'),
      coverage: z
        .enum(COVERAGE_LEVELS)
        .default(DEFAULTS.coverage)
        .describe('full, sampled (a part of the frames), structural (no picture is looked at)'),
      timeBudgetMs: z
        .int()
        .min(0)
        .nullable()
        .default(DEFAULTS.timeBudgetMs)
        .describe('Time after which no further frames are compared, ms; null: all that coverage asks for'),
      metrics: z
        .array(z.enum(METRIC_NAMES))
        .default(DEFAULTS.metrics)
        .describe('Metrics that are reported of every frame compared, beside those that the limits need'),
      limits: limits.prefault({}).describe('Limits of the checks'),
      checks: z
        .strictObject(Object.fromEntries(allChecks.map(({ id }) => [id, checkSwitch.prefault({})])))
        .prefault({})
        .describe('Which checks run'),
      pool: z
        .strictObject({
          threads: z
            .int()
            .min(1)
            .max(1024)
            .nullable()
            .default(DEFAULTS.pool.threads)
            .describe('Worker threads; null: as many as the machine can run at once'),
          timeoutMs: z
            .int()
            .min(1)
            // setTimeout fires at once beyond this
            .max(2 ** 31 - 1)
            .default(DEFAULTS.pool.timeoutMs)
            .describe('Time limit of one subject, ms; waiting for a worker does not count'),
          maxQueue: z.int().min(0).default(DEFAULTS.pool.maxQueue).describe('Subjects that may wait for a worker'),
        })
        .prefault({}),
      budget: z
        .strictObject({
          maxCanvasPixels: z
            .int()
            .min(1)
            // both sides of a GIF's logical screen are 16 bits
            .max(65535 * 65535)
            .default(DEFAULTS.budget.maxCanvasPixels)
            .describe('Larger canvases (width x height) are refused before anything is allocated'),
        })
        .prefault({}),
      cache: z
        .strictObject({
          dir: z
            .string()
            .min(1)
            .nullable()
            .default(DEFAULTS.cache.dir)
            .describe('Folder that keeps verdicts; auto: in the cache folder of the user; null: none are kept'),
          maxBytes: z
            .int()
            // below it no entry fits into its share, 1/256
            .min(2 ** 22)
            .default(DEFAULTS.cache.maxBytes)
            .describe('What the folder may hold; the least recently used verdicts go first'),
          shared: z
            .boolean()
            .default(DEFAULTS.cache.shared)
            .describe('Others may write to the folder, and every one of them is trusted with every verdict'),
        })
        .prefault({}),
      failOpen: z.boolean().default(DEFAULTS.failOpen).describe('enforce: publish when the validator itself crashed'),
      onReducedCoverage: z
        .enum(['reject', 'accept', 'queue-full-check'])
        .default(DEFAULTS.onReducedCoverage)
        .describe('enforce: what becomes of a file whose pass rests on less than everything and could be overturned'),
      quarantineDir: z
        .string()
        .min(1)
        .nullable()
        .default(DEFAULTS.quarantineDir)
        .describe('Folder that keeps rejected outputs; null: none'),
      shadow: z
        .strictObject({
          maxPending: z
            .int()
            .min(0)
            .default(DEFAULTS.shadow.maxPending)
            .describe('Subjects that wait; more are dropped'),
        })
        .prefault({}),
      suites: z
        .strictObject({
          image: z.strictObject({ mode: ownMode('this suite') }).prefault({}),
          artifact: z.strictObject({ mode: ownMode('this suite') }).prefault({}),
        })
        .prefault({})
        .describe('Modes of whole suites'),
      artifact: artifactSection(),
      sampling: samplingSection(),
      control: controlSection(),
      store: storeSection(),
      degradation: degradationSection(),
      promotion: promotionSection(),
      experiments: experimentsSection(z.strictObject(Object.fromEntries(allLimits.map(armLimit)))),
      alerts: alertsSection(),
      server: serverSection(),
      logLevel: z.enum(LOG_LEVELS).default(DEFAULTS.logLevel).describe('Least important log line on stderr'),
    })
    .describe('Configuration of pressproof');
}

function limitField([name, limit]: readonly [string, Limit]): [string, z.ZodType] {
  const field = limitRange(limit);
  return [name, limit.default === null ? field.nullable().default(null) : field.default(limit.default)];
}

/** A limit that an arm states differs from the rest; what it does not state is as for everybody. */
function armLimit([name, limit]: readonly [string, Limit]): [string, z.ZodType<number | null | undefined>] {
  const field = limitRange(limit);
  return [name, (limit.default === null ? field.nullable() : field).optional()];
}

function limitRange(limit: Limit): z.ZodNumber {
  let field: z.ZodNumber = limit.whole ? zod().int() : zod().number();
  if (limit.min !== undefined) field = field.min(limit.min);
  if (limit.over !== undefined) field = field.gt(limit.over);
  if (limit.max !== undefined) field = field.max(limit.max);
  return field;
}

let leaves: ReadonlyMap<string, z.ZodType> | undefined;

/** Leaves of the schema by dotted name, e.g. `limits.fpsTolerance`, in the order they are declared. */
export function fieldSchemas(): ReadonlyMap<string, z.ZodType> {
  return (leaves ??= new Map(leavesOf(settingsSchema(), '')));
}

function leavesOf(schema: z.ZodType, prefix: string): [string, z.ZodType][] {
  const object = objectIn(schema);
  if (!object) return [[prefix, schema]];
  const start = prefix === '' ? '' : `${prefix}.`;
  return Object.entries(object.shape).flatMap(([key, child]) => leavesOf(child as z.ZodType, `${start}${key}`));
}

/** The object schema behind defaults; undefined for a leaf. */
function objectIn(schema: z.ZodType): z.ZodObject | undefined {
  if (schema instanceof zod().ZodObject) return schema;
  return schema instanceof zod().ZodPrefault ? objectIn(schema.unwrap() as z.ZodType) : undefined;
}

/** JSON Schema (draft 2020-12) of a configuration file, for editors. */
export function configJsonSchema(): z.core.JSONSchema.BaseSchema {
  return zod().toJSONSchema(settingsSchema(), { io: 'input' });
}
