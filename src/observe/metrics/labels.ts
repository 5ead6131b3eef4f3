import type { LabelSet, LabelValues } from './definition.js';

/** What stands for every value beyond a label's bound. */
export const OTHER = 'other';

/** Check of a rejection that no check asked for: too little was looked at to publish on. */
export const REDUCED_COVERAGE = 'reduced_coverage';

/** Suites with the ids of their checks. */
export type Suites = Readonly<Record<string, readonly string[]>>;

/** Longer names are cut: they go into every legend and every series. */
const MAX_LENGTH = 40;

// a path; a file name (what ends in letters after a dot is no version); a digest or a part of one
const TELLS_OF_FILES = /[/\\]|\.[a-z][a-z0-9]{1,11}$|[0-9a-f]{16,}/i;

/** A user's name as a label: letters, digits, `_`, `-`, `.` and `:`; `other` for what tells of a file. */
function labelName(name: string): string {
  if (name === '' || TELLS_OF_FILES.test(name)) return OTHER;
  return name.replaceAll(/[^A-Za-z0-9_.:-]/g, '_').slice(0, MAX_LENGTH);
}

/** Keeps the values of all labels within the bounds that their definitions state. */
export class LabelBounds {
  readonly #suites: Suites;
  readonly #names = new Map<string, Set<string>>();

  constructor(suites: Suites) {
    this.#suites = suites;
  }

  /** The labels as they may be exported. */
  bounded(definition: LabelSet, stated: Readonly<Record<string, string>>): Record<string, string> {
    const labels: Record<string, string> = {};
    for (const label of Object.keys(definition)) {
      labels[label] = this.#within(label, definition[label] ?? [], stated[label] ?? OTHER, stated['suite']);
    }
    return labels;
  }

  /** All series that are known beforehand: none where users name a label's values. */
  series(definition: LabelSet): Record<string, string>[] {
    let series: Record<string, string>[] = [{}];
    for (const [label, values] of Object.entries(definition)) {
      series = series.flatMap((labels) =>
        this.#known(values, labels['suite']).map((value) => ({ ...labels, [label]: value })),
      );
    }
    return series;
  }

  #known(values: LabelValues, suite: string | undefined): readonly string[] {
    if (values === 'suite') return Object.keys(this.#suites);
    if (values === 'check') {
      return suite !== undefined && Object.hasOwn(this.#suites, suite) ? (this.#suites[suite] ?? []) : [];
    }
    return 'names' in values ? [] : values;
  }

  #within(label: string, values: LabelValues, value: string, suite: string | undefined): string {
    if (typeof values === 'object' && 'names' in values) return this.#first(label, labelName(value), values.names);
    if (values === 'check' && value === REDUCED_COVERAGE) return value;
    return this.#known(values, suite).includes(value) ? value : OTHER;
  }

  #first(label: string, value: string, most: number): string {
    const seen = this.#names.get(label) ?? new Set();
    this.#names.set(label, seen);
    if (!seen.has(value) && seen.size >= most) return OTHER;
    seen.add(value);
    return value;
  }
}
