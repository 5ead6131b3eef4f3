import type { ResultRow } from '../row.js';
import type { Group } from './shape.js';
import { Tally } from './tally.js';

/** Tallies by a name; as many as the plan has. */
export class Groups {
  readonly #tallies = new Map<string, Tally>();

  /** @param name - null: of none */
  add(name: string | null, row: ResultRow): void {
    if (name === null) return;
    const tally = this.#tallies.get(name) ?? new Tally();
    this.#tallies.set(name, tally);
    tally.add(row);
  }

  /** See Tally.judged. */
  judged(name: string, open: boolean): number {
    return this.#tallies.get(name)?.judged(open) ?? 0;
  }

  /** By name, numbers in names by their size. */
  groups(): Group[] {
    return [...this.#tallies]
      .map(([name, tally]) => tally.group(name))
      .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  }
}
