import { resolve } from 'node:path';
import type { Decision } from '../../core/decision.js';
import { UsageError } from '../../core/errors.js';
import { storeError } from '../../store/errors.js';
import { decisionOf } from '../../store/rows.js';
import type { Database, Statement } from '../../store/sqlite.js';
import type { ResultRow } from '../results/row.js';
import { placesOf } from './places.js';
import { readRunRecord, type RunRecord } from './run-record.js';
import { closeJournalDatabase, openJournalForReading } from './schema.js';
import { countsOf, SELECT_STANDINGS, standingsOf, type Counts, type Standing } from './standings.js';

export type { Counts, Standing };

/** Results of a run, also of one that is at work: what is committed by now. Methods throw StoreError. */
export interface RunReader {
  /** Absolute. */
  readonly folder: string;
  readonly run: RunRecord;
  counts(): Counts;
  standings(): Standing[];
  /** By ordinal, few in memory at a time. */
  rows(): IterableIterator<ResultRow>;
  /** @param item - its key. null: not done yet, or not of this run */
  row(item: string): ResultRow | null;
  /** Whether a result has this number. */
  hasOrdinal(ordinal: number): boolean;
  /** The highest number of a result; null: there is none yet. */
  lastOrdinal(): number | null;
  /** The whole report of an item; null: nothing was judged. */
  decision(item: string): Decision | null;
  close(): void;
}

/** Rows read at once: some ms, and no statement stays open between them, which would keep the log from being cleared. */
const PAGE = 500;

/** @throws UsageError where no run is; StoreError; UsageError `run_unreadable` */
export function openRun(folder: string): RunReader {
  const places = placesOf(resolve(folder));
  const run = readRunRecord(places.folder);
  if (run === null) {
    throw new UsageError('no_run', `There is no run in ${folder}: pressproof batch --out ${folder} would make one`);
  }
  return new Reader(places.folder, run, places.database);
}

class Reader implements RunReader {
  readonly folder: string;
  readonly run: RunRecord;
  readonly #path: string;
  readonly #database: Database;
  /** Made once: a million of them would be a gigabyte before they are collected. */
  readonly #prepared = new Map<string, Statement>();

  constructor(folder: string, run: RunRecord, path: string) {
    this.folder = folder;
    this.run = run;
    this.#path = path;
    this.#database = openJournalForReading(path);
  }

  counts(): Counts {
    return countsOf(this.standings());
  }

  standings(): Standing[] {
    return standingsOf(this.#all(SELECT_STANDINGS));
  }

  *rows(): IterableIterator<ResultRow> {
    const sql = `SELECT ordinal, key, row FROM items WHERE (ordinal, key) > (?, ?) ORDER BY ordinal, key LIMIT ${PAGE}`;
    for (let last = { ordinal: -1, key: '' }; ;) {
      const found = this.#all(sql, last.ordinal, last.key) as { ordinal: number; key: string; row: string }[];
      for (const { row } of found) yield JSON.parse(row) as ResultRow;
      const end = found.at(-1);
      if (end === undefined || found.length < PAGE) return;
      last = end;
    }
  }

  row(item: string): ResultRow | null {
    const [found] = this.#all('SELECT row FROM items WHERE key = ?', item) as { readonly row: string }[];
    return found === undefined ? null : (JSON.parse(found.row) as ResultRow);
  }

  hasOrdinal(ordinal: number): boolean {
    return this.#all('SELECT 1 FROM items WHERE ordinal = ? LIMIT 1', ordinal).length > 0;
  }

  lastOrdinal(): number | null {
    const [found] = this.#all('SELECT max(ordinal) AS last FROM items') as { readonly last: number | null }[];
    return found?.last ?? null;
  }

  decision(item: string): Decision | null {
    const sql = 'SELECT document FROM decisions d JOIN items i ON i.decision = d.id WHERE i.key = ?';
    const [found] = this.#all(sql, item) as { readonly document: ArrayBuffer }[];
    return found === undefined ? null : decisionOf(found.document);
  }

  close(): void {
    // on a medium that cannot be written there is no log to bring in
    closeJournalDatabase(this.#database, this.#path);
  }

  #all(sql: string, ...values: readonly (string | number)[]): unknown[] {
    try {
      let statement = this.#prepared.get(sql);
      if (!statement) this.#prepared.set(sql, (statement = this.#database.prepare(sql)));
      return statement.all(...values);
    } catch (error) {
      throw storeError(this.#path, error);
    }
  }
}
