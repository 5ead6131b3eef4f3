/** What a problem says of an artifact, and so which check speaks of it. */
export const CONCERNS = ['format', 'layout', 'safety', 'weights', 'architecture', 'signature'] as const;
export type Concern = (typeof CONCERNS)[number];

/** Something that is wrong with an artifact, with its place. Plain data. */
export interface Problem {
  /** Stable, lower_snake_case, beginning with the format or concern: `gguf_tensor_overlap`. */
  readonly rule: string;
  readonly concern: Concern;
  /** `error`: the artifact is refused. `warning`: a person has to look. */
  readonly severity: 'error' | 'warning';
  /** Of the file, relative to the artifact; null where it concerns no single one. */
  readonly file: string | null;
  /** Byte in that file where it is wrong, not where it was noticed; null where there is no such place. */
  readonly offset: number | null;
  /** Tensor, key, node or archive member; null: the file itself. */
  readonly part: string | null;
  /** One plain sentence with what was expected and what was found. */
  readonly message: string;
}

/** Problems kept; a hostile file has as many as it likes, and nobody reads more. */
const KEPT = 200;

/** Takes problems down as readers find them, within bounds. */
export class ProblemList {
  readonly #kept: Problem[] = [];
  #errors = 0;
  #total = 0;

  add(problem: Problem): void {
    this.#total += 1;
    if (problem.severity === 'error') this.#errors += 1;
    // an error is never lost to warnings that came before it
    if (this.#kept.length >= KEPT) {
      const last = this.#kept.findLastIndex(({ severity }) => severity === 'warning');
      if (problem.severity === 'warning' || last < 0) return;
      this.#kept.splice(last, 1);
    }
    this.#kept.push(problem);
  }

  /** In the order found, at most KEPT. */
  get kept(): readonly Problem[] {
    return this.#kept;
  }

  /** How many there are, also of those not kept. */
  get total(): number {
    return this.#total;
  }

  get errors(): number {
    return this.#errors;
  }
}
