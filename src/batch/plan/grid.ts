import { UsageError } from '../../core/errors.js';
import { recipeOf, type Recipe, type Stage } from '../recipe.js';

/** More would take days over any corpus worth a batch, and is rather a list too many. */
const MOST_RECIPES = 10_000;

export type Value = number | string | boolean;
/** null: not stated. */
export type Values = Value | null | readonly (Value | null)[];

/** A stage whose parameters may have several values. */
export interface StageGrid {
  readonly engine: string;
  readonly operation?: Stage['operation'];
  readonly parameters: Readonly<Record<string, Values | undefined>>;
}

/**
 * Every combination of the values of every stage, each once, in the order they were written: the last parameter varies first.
 * @param pipelines - stages of each pipeline; one stage is a single compression
 * @throws UsageError `too_many_recipes`
 */
export function gridOf(pipelines: readonly (readonly StageGrid[])[]): Recipe[] {
  const counts = pipelines.map((stages) => stages.reduce((count, stage) => count * combinations(stage), 1));
  const total = counts.reduce((sum, count) => sum + count, 0);
  // counted before anything is made of them
  if (total > MOST_RECIPES) {
    throw new UsageError(
      'too_many_recipes',
      `Expected at most ${MOST_RECIPES} recipes but the lists make ${total}; try fewer values at a time`,
    );
  }
  const recipes = pipelines.flatMap((stages) => product(stages.map(stagesOf)).map((chosen) => recipeOf(chosen)));
  return [...new Map(recipes.map((recipe) => [recipe.label, recipe])).values()];
}

function combinations({ parameters }: StageGrid): number {
  return Object.values(parameters).reduce<number>((count, values) => count * listed(values).length, 1);
}

function stagesOf({ engine, operation, parameters }: StageGrid): Stage[] {
  const named = Object.entries(parameters).map(([name, values]) =>
    listed(values).map((value) => [name, value] as const),
  );
  return product(named).map((chosen) => ({
    engine,
    ...(operation !== undefined && { operation }),
    parameters: Object.fromEntries(chosen.flatMap(([name, value]) => (value === null ? [] : [[name, value]]))),
  }));
}

function listed(values: Values | undefined): readonly (Value | null)[] {
  if (values === undefined) return [null];
  return Array.isArray(values) ? (values as readonly (Value | null)[]) : [values as Value | null];
}

/** One of each list, in every combination. */
function product<T>(lists: readonly (readonly T[])[]): T[][] {
  return lists.reduce<T[][]>((made, list) => made.flatMap((before) => list.map((value) => [...before, value])), [[]]);
}
