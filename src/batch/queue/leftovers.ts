import { reasonOf } from '../../core/errors.js';
import type { Location } from '../item.js';
import { storageOf } from '../storage/index.js';
import { folderOf } from './delivered.js';
import type { Tell } from './link.js';

/**
 * Removes files of deliveries that nobody asks for. One that cannot be removed is no matter of any item: it is left where
 * it is, which is told once for each cause.
 */
export class Leftovers {
  readonly #tell: Tell;
  readonly #told = new Set<string>();

  constructor(tell: Tell) {
    this.#tell = tell;
  }

  /** Never rejects. */
  async remove(delivered: Location): Promise<void> {
    try {
      await storageOf(delivered).remove(delivered);
    } catch (error) {
      const { code } = Object(error) as { readonly code?: unknown };
      const cause = typeof code === 'string' ? code : reasonOf(error);
      if (this.#told.has(cause)) return;
      this.#told.add(cause);
      const remedy = `what is left in ${folderOf(delivered)} when the batch is over can be removed by hand`;
      this.#tell(`${delivered}, which nobody asks for, is left where it is (${reasonOf(error)}); ${remedy}`);
    }
  }
}
