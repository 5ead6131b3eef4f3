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

/** Problems kept of each concern, since each check reads its own; a hostile file has as many as it likes. */
const KEPT = 200;

/** Takes problems down as readers find them, within bounds. */
export class ProblemList {
  readonly #kept: Problem[] = [];
  readonly #counts = new Map<Concern, { all: number; warnings: number }>();
  #errors = 0;
  #total = 0;

  add(problem: Problem): void {
    this.#total += 1;
    if (problem.severity === 'error') this.#errors += 1;
    const { concern, severity } = problem;
    const count = this.#counts.get(concern) ?? { all: 0, warnings: 0 };
    this.#counts.set(concern, count);
    if (count.all < KEPT) count.all += 1;
    else {
      // an error is never lost to warnings that came before it
      if (severity === 'warning' || count.warnings === 0) return;
      this.#kept.splice(
        this.#kept.findLastIndex((kept) => kept.concern === concern && kept.severity === 'warning'),
        1,
      );
      count.warnings -= 1;
    }
    if (severity === 'warning') count.warnings += 1;
    this.#kept.push(problem);
  }

  /** In the order found, at most KEPT of each concern. */
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
