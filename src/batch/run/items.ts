import { itemKey, type Entry, type Item, type JobKind } from '../item.js';
import type { Recipe } from '../recipe.js';

/**
 * Every entry under every recipe, in an order that is the same in every walk over the same inputs. Nothing is kept: a
 * million entries need the memory of one.
 * @param recipes - none for jobs that make nothing: then an entry is an item
 * @param firstOf - the number of an entry's first item, by the keys of all and its position
 */
export async function* itemsOf(
  job: JobKind,
  entries: AsyncIterable<Entry>,
  recipes: readonly Recipe[],
  firstOf: (keys: readonly string[], position: number) => number,
): AsyncGenerator<Item, void, void> {
  const asked = recipes.length === 0 ? [null] : recipes;
  let position = 0;
  for await (const entry of entries) {
    const keys = asked.map((recipe) => itemKey(job, entry, recipe));
    const first = firstOf(keys, position);
    for (const [at, recipe] of asked.entries()) yield { key: keys[at]!, ordinal: first + at, entry, recipe };
    position += asked.length;
  }
}
