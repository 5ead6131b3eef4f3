import { dirname, resolve } from 'node:path';
import { didYouMean, entriesOf, type Entry } from '../../config/index.js';
import { readDocument } from '../../config/document.js';
import { problemOf } from '../../config/problem.js';
import { invalidArgument, UsageError } from '../../core/errors.js';
import { absoluteInput } from '../inputs/open.js';
import { locationOf } from '../storage/location.js';
import { gridOf, type StageGrid } from './grid.js';
import type { Plan } from './plan.js';
import { planFileSchema, type PlanFile } from './schema.js';

/**
 * A plan as it was written, YAML or JSON. Paths in it are relative to its folder. No recipe: it states none.
 * Engines and their parameters are checked by checkRecipes.
 * @throws UsageError naming the field and the file
 */
export async function loadPlan(path: string): Promise<Plan> {
  const document = readDocument(path, '--plan');
  const problem = problemOf(planFileSchema, document);
  if (problem) throw refusal(problem, path);
  const { against, suffix, outputs, concurrency, ...file } = planFileSchema.parse(document);
  const base = dirname(resolve(path));
  settingsEntries(file.settings, path);
  refuseContradictions({ ...file, against, suffix }, path);
  return {
    job: file.job,
    inputs: await Promise.all(file.inputs.map((input) => absoluteInput(input, base))),
    against: against === undefined ? null : locationOf(against, base),
    suffix: suffix ?? null,
    recipes: gridOf(file.recipes.map((recipe, index) => stagesOf(recipe, `recipes[${index}] in ${path}`))),
    outputs: outputs === undefined ? null : locationOf(outputs, base),
    concurrency: concurrency ?? null,
    settings: file.settings,
  };
}

/**
 * What the plan states of the configuration, for resolveSettings: after what command-line flags state.
 * @throws UsageError
 */
export function settingsEntries(settings: Plan['settings'], path: string): Entry[] {
  return entriesOf(settings, `plan ${path}`, ` in settings of ${path}`);
}

function refusal(
  { where, expected, known, received }: NonNullable<ReturnType<typeof problemOf>>,
  path: string,
): UsageError {
  const field = where.replace(/^\./, '');
  const place = field === '' ? path : `${field} in ${path}`;
  if (expected !== null) return invalidArgument(place, expected, received);
  const key = where.slice(where.lastIndexOf('.') + 1);
  return new UsageError(
    'unknown_field',
    `Unknown field ${place}${didYouMean(key, known) || `; there are ${known.join(', ')}`}`,
  );
}

function stagesOf({ stages, engine, operation, parameters }: PlanFile['recipes'][number], place: string): StageGrid[] {
  const single = { operation, parameters };
  if ((engine === undefined) === (stages === undefined)) {
    throw new UsageError('invalid_argument', `Expected engine or stages, and not both, for ${place}`);
  }
  if (engine !== undefined) return [{ engine, ...single }];
  if (operation !== undefined || Object.keys(parameters).length > 0) {
    throw new UsageError('invalid_argument', `Expected operation and parameters within stages for ${place}`);
  }
  return stages!.map((stage) => ({ ...stage }));
}

function refuseContradictions(
  { job, recipes, against, suffix }: Pick<PlanFile, 'job' | 'recipes' | 'against' | 'suffix'>,
  path: string,
): void {
  const pairs = against !== undefined || suffix !== undefined;
  if (job !== 'compress' && recipes.length > 0) {
    throw new UsageError('invalid_argument', `Expected no recipes in ${path}: the job ${job} compresses nothing`);
  }
  if (job !== 'validate' && pairs) {
    throw new UsageError(
      'invalid_argument',
      `Expected job: validate with against or suffix in ${path} but received ${job}`,
    );
  }
}
