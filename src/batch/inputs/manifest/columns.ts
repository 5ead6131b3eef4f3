import { didYouMean } from '../../../config/index.js';
import { UsageError } from '../../../core/errors.js';
import type { JobKind } from '../../item.js';

/** What a manifest can say of an entry. `original` is another word for `input`. */
export const COLUMNS = [
  'input',
  'original',
  'output',
  'operation',
  'colors',
  'colorScope',
  'frameRatio',
  'fps',
] as const;
export type ColumnName = (typeof COLUMNS)[number];

const INPUTS: readonly ColumnName[] = ['input', 'original'];

/** More names are not told apart: a document with a name of its own in each line is no table. */
const MOST_UNKNOWN = 100;

/** The columns of one manifest: which are read, which are not, and which are mistakes. */
export class Columns {
  readonly #known: readonly ColumnName[];
  readonly #place: string;
  readonly #unused = new Set<string>();

  /** @param place - the manifest, for errors */
  constructor(job: JobKind, place: string) {
    // only pairs have an output, and were asked for something
    this.#known = job === 'validate' ? COLUMNS : INPUTS;
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
    const inputs = names.filter((name) => INPUTS.some((known) => known === name));
    const count = new Set(names).size === names.length ? inputs.length : Number.NaN;
    if (count !== 1) throw refusal(place, 'one column input (or original), and each column once,', listed);
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
