/** One comparison of what pressproof says with what is known. */
export interface Comparison {
  /** `truth:FILE:FIELD` or `pair:OUTPUT:CHECK`; corpus-explained.json has such keys, or `truth:FILE` for all of a file. */
  readonly key: string;
  /** What is counted together, e.g. a field, or a check with the class of the pair. */
  readonly group: string;
  readonly agrees: boolean;
  readonly ours: unknown;
  readonly theirs: unknown;
  /** Why they say so, or what our check said. */
  readonly note?: string | undefined;
}

interface Count {
  agree: number;
  explained: number;
  disagree: number;
}

/** Counts comparisons by group and keeps those that disagree. */
export class Tally {
  readonly #explanations: Readonly<Record<string, string>>;
  readonly #counts = new Map<string, Count>();
  readonly #seen = new Map<string, boolean>();
  readonly explained: Comparison[] = [];
  readonly unexplained: Comparison[] = [];

  /** @param explanations - by key: who is right, and by which section of the GIF89a text */
  constructor(explanations: Readonly<Record<string, string>>) {
    this.#explanations = explanations;
  }

  add(comparison: Comparison): void {
    const { key, group, agrees } = comparison;
    const count = this.#counts.get(group) ?? { agree: 0, explained: 0, disagree: 0 };
    this.#counts.set(group, count);
    this.#seen.set(key, agrees);
    if (agrees) count.agree += 1;
    else if (this.#because(key) !== undefined) {
      count.explained += 1;
      this.explained.push(comparison);
    } else {
      count.disagree += 1;
      this.unexplained.push(comparison);
    }
  }

  /** Explanations of what agrees now: they describe nothing any more. */
  get outdated(): readonly string[] {
    const differing = [...this.#seen].filter(([, agrees]) => !agrees).map(([key]) => key);
    const agreeing = [...this.#seen.keys()].filter((key) => !differing.includes(key));
    const covers = (explained: string, key: string) => key === explained || key.startsWith(`${explained}:`);
    return Object.keys(this.#explanations).filter(
      (explained) => agreeing.some((key) => covers(explained, key)) && !differing.some((key) => covers(explained, key)),
    );
  }

  get total(): Count {
    const { explained, unexplained } = this;
    const agree = [...this.#counts.values()].reduce((sum, count) => sum + count.agree, 0);
    return { agree, explained: explained.length, disagree: unexplained.length };
  }

  /** A line for each group, in the order of their names. */
  table(): string[] {
    const rows = [...this.#counts].toSorted(([a], [b]) => (a < b ? -1 : 1));
    const width = Math.max(0, ...rows.map(([group]) => group.length));
    return rows.map(([group, { agree, explained, disagree }]) => {
      const of = agree + explained + disagree;
      const rest = [explained > 0 ? `${explained} explained` : [], disagree > 0 ? `${disagree} disagree` : []].flat();
      return `${group.padEnd(width)}  ${agree} of ${of}${rest.length > 0 ? `  (${rest.join(', ')})` : ''}`;
    });
  }

  #because(key: string): string | undefined {
    return this.#explanations[key] ?? this.#explanations[key.slice(0, key.lastIndexOf(':'))];
  }

  spoken({ key, ours, theirs, note }: Comparison): string {
    const because = this.#because(key);
    const lines = [`${key}: ours ${JSON.stringify(ours)}, truth ${JSON.stringify(theirs)}`];
    if (note !== undefined && note !== '') lines.push(`    ${note}`);
    if (because !== undefined) lines.push(`    explained: ${because}`);
    return lines.join('\n');
  }
}
