import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { reasonOf, UsageError } from '../../core/errors.js';
import { jsonSchema } from '../../core/report.js';
import { JOBS } from '../item.js';
import { stageSchema, type Recipe } from '../recipe.js';
import { placesOf } from './places.js';

/** run.json: what a run was asked for. Written once, so that resuming does the same work. */
const runRecordSchema = z.strictObject({
  schemaVersion: z.literal(1),
  /** Names the run, e.g. in its queue. */
  id: z.uuid(),
  tool: z.strictObject({ name: z.literal('pressproof'), version: z.string() }),
  startedAt: z.iso.datetime(),
  job: z.enum(JOBS),
  /** Absolute: folders, globs, manifests, files, s3:// addresses. */
  inputs: z.array(z.string()),
  /** `validate`: folder of the outputs, and what their names have that those of their originals have not. */
  against: z.string().nullable(),
  suffix: z.string().nullable(),
  /** Empty for `validate` and `scan`. */
  recipes: z.array(z.strictObject({ label: z.string(), stages: z.array(stageSchema).min(1) })),
  /** Where outputs are published: an absolute folder or s3:// prefix; null: in the folder of the run. */
  outputs: z.string().nullable(),
  /** How is judged, as the plan states it. */
  settings: z.record(z.string(), jsonSchema),
  /** The same as flags stated it, which are stronger. */
  flags: z.record(z.string(), jsonSchema),
});
type Written = z.output<typeof runRecordSchema>;
export type RunRecord = Omit<Written, 'inputs' | 'recipes'> & {
  readonly inputs: readonly string[];
  readonly recipes: readonly Recipe[];
};

/**
 * @param folder - of the run
 * @returns null: no run was started there
 * @throws UsageError `run_unreadable`
 */
export function readRunRecord(folder: string): RunRecord | null {
  const { record } = placesOf(folder);
  let text;
  try {
    text = readFileSync(record, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new UsageError('run_unreadable', `${record} cannot be read (${code})`, { cause: error });
  }
  try {
    return runRecordSchema.parse(JSON.parse(text));
  } catch (error) {
    const what = error instanceof z.ZodError ? firstOf(error) : reasonOf(error);
    const remedy = 'put it back as it was, or begin another run in another folder';
    throw new UsageError('run_unreadable', `${record} is no record of a run: ${what}; ${remedy}`, { cause: error });
  }
}

/** Of a file that nobody writes by hand one problem says it all. */
function firstOf({ issues }: z.ZodError): string {
  const [first] = issues;
  return first === undefined ? 'it has another shape' : `${first.path.join('.') || 'the document'}: ${first.message}`;
}
