/** What a problem says of an artifact, and so which check speaks of it. */
export const CONCERNS = ['format', 'layout', 'safety', 'weights', 'architecture', 'signature'] as const;
export type Concern = (typeof CONCERNS)[number];

/**
 * `error`: the artifact is refused. `unread`: something was not looked at, so nobody can say that it is right. `warning`: a
 * person has to look.
 */
export type Severity = 'error' | 'unread' | 'warning';

/** What gives way where no more is kept, first to go first: nothing is lost to what weighs less. */
const LIGHTER: Readonly<Record<Severity, readonly Severity[]>> = {
  error: ['warning', 'unread'],
  unread: ['warning'],
  warning: [],
};

/** Something that is wrong with an artifact, with its place. Plain data. */
export interface Problem {
  /** Stable, lower_snake_case, beginning with the format or concern: `gguf_tensor_overlap`. */
  readonly rule: string;
  readonly concern: Concern;
  readonly severity: Severity;
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
  readonly #counts = new Map<Concern, Record<Severity, number>>();
  #errors = 0;
  #total = 0;

  add(problem: Problem): void {
    this.#total += 1;
    if (problem.severity === 'error') this.#errors += 1;
    const { concern, severity } = problem;
    const counts = this.#counts.get(concern) ?? { error: 0, unread: 0, warning: 0 };
    this.#counts.set(concern, counts);
    if (counts.error + counts.unread + counts.warning >= KEPT) {
      const given = LIGHTER[severity].find((lighter) => counts[lighter] > 0);
      if (given === undefined) return;
      this.#kept.splice(
        this.#kept.findLastIndex((kept) => kept.concern === concern && kept.severity === given),
        1,
      );
      counts[given] -= 1;
    }
    counts[severity] += 1;
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
