import type { Problem } from '../facts.js';

// enough to see a pattern; a file of 100,000 bad frames must not cost 100,000 objects
const LISTED_PER_CODE = 20;

export type Place = Pick<Problem, 'frame' | 'offset'>;

/** What is wrong with a file, in the order met. Bounded: after 20 of a code the rest is only counted. */
export class ProblemLog {
  readonly #listed: Problem[] = [];
  readonly #met = new Map<string, { count: number; last: Problem }>();

  error(code: string, place: Place, message: string): void {
    this.#add({ code, severity: 'error', ...place, message });
  }

  warn(code: string, place: Place, message: string): void {
    this.#add({ code, severity: 'warning', ...place, message });
  }

  /** The problems; of a code with more than 20, the last one says how many there were. */
  list(): readonly Problem[] {
    const rest = [...this.#met.values()]
      .filter(({ count }) => count > LISTED_PER_CODE)
      .map(({ count, last }) => ({ ...last, message: `${last.message} (the last of ${count} of this kind)` }));
    return [...this.#listed, ...rest];
  }

  #add(problem: Problem): void {
    const { code, severity, frame, offset, message } = problem;
    const last = { code, severity, frame, offset, message };
    const count = (this.#met.get(code)?.count ?? 0) + 1;
    this.#met.set(code, { count, last });
    if (count <= LISTED_PER_CODE) this.#listed.push(last);
  }
}
