import { itemKey, type Entry, type Item, type JobKind } from '../item.js';
import type { Recipe } from '../recipe.js';

/**
 * Every entry under every recipe, in an order that is the same in every walk over the same inputs. Nothing is kept: a
 * million entries need the memory of one.
 * @param recipes - none for jobs that make nothing: then an entry is an item
 */
export async function* itemsOf(
  job: JobKind,
  entries: AsyncIterable<Entry>,
  recipes: readonly Recipe[],
): AsyncGenerator<Item, void, void> {
  const asked = recipes.length === 0 ? [null] : recipes;
  let ordinal = 0;
  for await (const entry of entries) {
    for (const recipe of asked) yield { key: itemKey(job, entry, recipe), ordinal: ordinal++, entry, recipe };
  }
}
