export interface StoreProblem {
  readonly code: string;
  readonly message: string;
}

/** What is wrong with the database, told once of each kind as long as it lasts. */
export class Problems {
  readonly #tell: (problem: StoreProblem) => void;
  readonly #told = new Set<string>();
  #now: string | null = null;

  constructor(tell: (problem: StoreProblem) => void) {
    this.#tell = tell;
  }

  /** One sentence; null: nothing is known to be wrong. */
  get now(): string | null {
    return this.#now;
  }

  /** Something is wrong until `clear`. */
  lasting(problem: StoreProblem): void {
    this.#now = problem.message;
    this.once(problem);
  }

  /** Something went wrong, and may not any more. */
  once(problem: StoreProblem): void {
    if (this.#told.has(problem.code)) return;
    this.#told.add(problem.code);
    this.#tell(problem);
  }

  clear(): void {
    if (this.#now !== null) this.#told.clear();
    this.#now = null;
  }
}
