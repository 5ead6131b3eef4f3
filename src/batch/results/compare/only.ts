import type { RunReader } from '../../journal/reader.js';
import { paced } from './paced.js';
import type { Only } from './shape.js';

const MOST_EXAMPLES = 10;

/** Items of a run that another has not. Each is looked up, so that neither run is in memory. */
export async function onlyIn(
  run: Pick<RunReader, 'rows' | 'run'>,
  other: Pick<RunReader, 'row' | 'run'>,
  signal?: AbortSignal,
): Promise<Only> {
  const examples: { item: string; name: string; recipe: string | null }[] = [];
  let count = 0;
  for await (const { item, name, recipe } of paced(run.rows(), signal)) {
    if (other.row(item) !== null) continue;
    count += 1;
    if (examples.length < MOST_EXAMPLES) examples.push({ item, name, recipe });
  }
  const known = new Set(other.run.recipes.map(({ label }) => label));
  return { count, examples, recipes: run.run.recipes.map(({ label }) => label).filter((label) => !known.has(label)) };
}
