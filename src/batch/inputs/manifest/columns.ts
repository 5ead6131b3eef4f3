import { didYouMean } from '../../../config/index.js';
import { UsageError } from '../../../core/errors.js';
import type { JobKind } from '../../item.js';

/** `original` is another word for `input`. */
export const INPUTS = ['input', 'original'] as const;
/** Of pairs: where the output is, and what it was asked for. */
const PAIRS = ['output', 'operation', 'colors', 'colorScope', 'frameRatio', 'fps'] as const;
/** Announced digests: as people call them, and as the flag is called. */
const DIGESTS = ['sha256', 'expectSha256'] as const;
/** Of models, as the flags of `artifact validate` are called. */
const MODELS = ['name', 'version', 'baseline', 'holdout', ...DIGESTS] as const;
export type ModelColumn = (typeof MODELS)[number];

/** What a manifest can say of an entry. */
const COLUMNS = [...INPUTS, ...PAIRS, ...MODELS] as const;
export type ColumnName = (typeof COLUMNS)[number];

/** What is read for a job. */
const READ: Readonly<Record<JobKind, readonly ColumnName[]>> = {
  compress: INPUTS,
  validate: [...INPUTS, ...PAIRS],
  scan: INPUTS,
  artifacts: [...INPUTS, ...MODELS],
};

/** One entry as a manifest states it: a text, a number, or nothing (an empty cell, null). */
export type Values = Partial<Readonly<Record<ColumnName, unknown>>>;

/** More names are not told apart: a document with a name of its own in each line is no table. */
const MOST_UNKNOWN = 100;

/** The columns of one manifest: which are read, which are not, and which are mistakes. */
export class Columns {
  readonly #known: readonly ColumnName[];
  readonly #place: string;
  readonly #unused = new Set<string>();

  /** @param place - the manifest, for errors */
  constructor(job: JobKind, place: string) {
    this.#known = READ[job];
    this.#place = place;
  }

  /**
   * Whether a column is read. One that is nearly called like a known one is a mistake, and would be missed silently; any
   * other belongs to somebody else.
   * @throws UsageError `unknown_field`
   */
  reads(name: string): name is ColumnName {
    if (this.#known.some((known) => known === name)) return true;
    if (this.#unused.has(name) || this.#unused.size === MOST_UNKNOWN) return false;
    const hint = COLUMNS.some((known) => known === name) ? '' : didYouMean(name, this.#known);
    if (hint !== '') throw new UsageError('unknown_field', `Unknown column ${name} in ${this.#place}${hint}`);
    this.#unused.add(name);
    return false;
  }

  /**
   * Refuses a table, or a line with names of its own, without what every entry needs.
   * @param names - all of its columns
   */
  require(names: readonly string[], needsOutput: boolean, place: string = this.#place): void {
    for (const name of names) this.reads(name);
    const listed = names.length === 0 ? 'none' : names.join(', ');
    const countOf = (words: readonly string[]) => names.filter((name) => words.includes(name)).length;
    const isTwice = new Set(names).size < names.length;
    if (isTwice || countOf(INPUTS) !== 1)
      throw refusal(place, 'one column input (or original), and each column once,', listed);
    if (countOf(DIGESTS.filter((name) => this.#known.includes(name))) > 1)
      throw refusal(place, 'one column sha256 (or expectSha256)', listed);
    if (needsOutput && !names.includes('output')) {
      throw refusal(place, 'a column output, --against or --suffix', listed);
    }
  }

  /** Names of those that were passed over; empty for none. */
  unused(): string[] {
    return [...this.#unused];
  }
}

function refusal(place: string, expected: string, found: string): UsageError {
  return new UsageError('invalid_argument', `Expected ${expected} in ${place} but its columns are ${found}`);
}
