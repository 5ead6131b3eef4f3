import type { ResultRow } from '../row.js';
import type { Unjudged } from './shape.js';

/** Counts what nobody looked at, by why: an emergency switch, a mode, a sample. */
export class UnjudgedTally {
  readonly #counts = new Map<string | null, { count: number; published: number }>();

  add({ status, reason, published }: ResultRow): void {
    if (status !== 'skipped') return;
    const counted = this.#counts.get(reason) ?? { count: 0, published: 0 };
    this.#counts.set(reason, counted);
    counted.count += 1;
    if (published) counted.published += 1;
  }

  /** The most frequent reason first. */
  found(): Unjudged[] {
    const found = [...this.#counts].map(([reason, counted]) => ({ reason, ...counted }));
    return found.sort((a, b) => b.count - a.count);
  }
}
