import type { Journal } from '../journal/journal.js';

/**
 * Numbers the items of a run: by their position, unless inputs changed since it was begun. Then what came since goes
 * behind what was done, so that no two items have one number and those of one entry stay together.
 */
export class Ordinals {
  readonly #journal: Journal;
  readonly #each: number;
  readonly #isResumed: boolean;
  /** Behind everything that has a number. */
  #end: number;
  /** From here on positions are no numbers any more. */
  #moved = Number.POSITIVE_INFINITY;

  /** @param each - items of an entry */
  constructor(journal: Journal, each: number) {
    this.#journal = journal;
    this.#each = each;
    const end = journal.endOfOrdinals();
    this.#isResumed = end > 0;
    this.#end = Math.ceil(end / each) * each;
  }

  /**
   * The number of an entry's first item; the others follow.
   * @param keys - of its items
   * @param position - of the first in this walk
   */
  firstOf(keys: readonly string[], position: number): number {
    if (!this.#isResumed) return position;
    for (const [at, key] of keys.entries()) {
      const known = this.#journal.ordinalOf(key);
      if (known !== null) return known - at;
    }
    const behind = position + this.#each;
    const isFree = behind <= this.#moved && !this.#journal.hasOrdinals(position, behind);
    const first = isFree ? position : this.#end;
    if (!isFree) this.#moved = Math.min(this.#moved, first);
    this.#end = Math.max(this.#end, first + this.#each);
    return first;
  }
}
