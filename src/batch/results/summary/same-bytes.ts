import type { ResultRow } from '../row.js';
import type { SameBytes } from './shape.js';

/** Fewer inputs than this are the same by chance, e.g. where there was nothing to be lost. */
const LEAST_INPUTS = 5;
/** Recipes of a plan up to which each is compared with each: 20,000 pairs. */
const MOST_RECIPES = 200;

/** Counts which recipes of one engine make the same files: a parameter that changes nothing is no parameter. */
export class SameBytesTally {
  readonly #pairs = new Map<string, { readonly recipes: readonly [string, string]; same: number; of: number }>();

  /** @param rows - of one input, each of another recipe */
  add(rows: readonly ResultRow[]): void {
    const made = rows.filter(({ outputSha256 }) => outputSha256 !== null).slice(0, MOST_RECIPES);
    for (const [index, first] of made.entries()) {
      for (const second of made.slice(index + 1)) {
        if (first.engine === second.engine) this.#count(first, second);
      }
    }
  }

  /** Those that were the same wherever both made something, the most frequent first. */
  found(): SameBytes[] {
    return [...this.#pairs.values()]
      .filter(({ same, of }) => same === of && of >= LEAST_INPUTS)
      .sort((a, b) => b.of - a.of)
      .map(({ recipes, same, of }) => ({ recipes, same, of }));
  }

  #count(first: ResultRow, second: ResultRow): void {
    const recipes = [first.recipe ?? '', second.recipe ?? ''] as const;
    const key = JSON.stringify(recipes);
    const pair = this.#pairs.get(key) ?? { recipes, same: 0, of: 0 };
    this.#pairs.set(key, pair);
    pair.of += 1;
    if (first.outputSha256 === second.outputSha256) pair.same += 1;
  }
}
