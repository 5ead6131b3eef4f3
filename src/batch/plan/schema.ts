import { z } from 'zod';
import { OPERATIONS } from '../../image/expectation.js';
import { JOBS } from '../item.js';
import { MOST_PROCESSES, PLAN_SETTINGS } from './plan.js';

// null in a list: the parameter is not stated, so that a grid can hold the engine's own choice
const value = z.union([z.number(), z.string(), z.boolean(), z.null()]).meta({ title: 'a number, a text or null' });

/** One value, or the values of a grid. */
const values = z.union([value, z.array(value).min(1)]).meta({ title: 'a value, or a list of at least one' });

const stage = {
  engine: z.string().min(1).describe('Name of an engine: see pressproof engines'),
  operation: z.enum(OPERATIONS).optional().describe('What the output is judged as; default: what the parameters ask'),
  parameters: z
    .record(z.string(), values)
    .default({})
    .meta({ title: 'an object of parameters, each a value or a list of values' })
    .describe('Parameters of the engine; a list means one recipe for each of its values'),
};

const recipe = z
  .strictObject({
    ...stage,
    engine: stage.engine.optional(),
    stages: z
      .array(z.strictObject(stage).meta({ title: 'an object with engine, operation, parameters' }))
      .min(1)
      .optional()
      .meta({ title: 'a list of at least one object with engine, operation, parameters' })
      .describe('A pipeline instead of one engine: each stage compresses what the one before it made'),
  })
  .meta({ title: 'an object with engine, operation, parameters, or with stages' });

const setting = z.unknown().optional();

/** A plan as people write it. Every field has a default or may come from the command line. */
export const planFileSchema = z
  .strictObject({
    job: z
      .enum(JOBS)
      .default('compress')
      .describe('compress inputs and judge the outputs, validate pairs, scan, or validate artifacts'),
    inputs: z
      .array(z.string().min(1))
      .default([])
      .meta({ title: 'a list of folders, globs, manifests and s3:// addresses' })
      .describe('Folders, globs, manifests (.csv, .jsonl, .parquet), files, s3:// addresses; relative to the plan'),
    against: z.string().min(1).optional().describe('validate: folder or s3:// prefix of the outputs'),
    suffix: z.string().min(1).optional().describe('validate: what output names have before the extension, e.g. .min'),
    recipes: z
      .array(recipe)
      // an empty list would read as none, and mean every engine
      .min(1)
      .default([])
      .meta({ title: 'a list of at least one object with engine, operation, parameters, or with stages' })
      .describe('compress: what is done to every input; none: every engine of this machine at its typical values'),
    outputs: z.string().min(1).optional().describe('Folder or s3:// prefix of the outputs; default: in the run folder'),
    concurrency: z.int().min(1).max(MOST_PROCESSES).optional().describe('Worker processes'),
    settings: z
      .strictObject(Object.fromEntries(PLAN_SETTINGS.map((name) => [name, setting])))
      .default({})
      .meta({ title: `an object with ${PLAN_SETTINGS.join(', ')}` })
      .describe('How is judged, as in a configuration file'),
  })
  .meta({ title: 'an object with job, inputs, recipes, outputs' });

export type PlanFile = z.output<typeof planFileSchema>;
