import { statSync } from 'node:fs';
import type { Decision } from '../../core/decision.js';
import { storeError, type StoreError } from '../../store/errors.js';
import { checkValues, decisionValues, INSERT_CHECKS, INSERT_DECISION } from '../../store/rows.js';
import type { Database, Statement } from '../../store/sqlite.js';
import type { Location } from '../item.js';
import type { ResultRow } from '../results/row.js';
import { folded, foldedDigest } from './folded.js';
import { closeJournalDatabase, openJournalDatabase } from './schema.js';
import { countsOf, SELECT_STANDINGS, standingsOf, type Counts } from './standings.js';

/** An item that is done, as it is committed. */
export interface Finished {
  readonly row: ResultRow;
  /** null: nothing was judged. */
  readonly decision: Decision | null;
  /** Where its file lies; null: it has none to publish. */
  readonly staged: Location | null;
  /** Where its file belongs, which no other item may have; null: the job makes no files. */
  readonly target: Location | null;
}

/** A result whose file cannot be published after all. */
export interface Unpublished {
  readonly key: string;
  /** Why. */
  readonly blocked: { readonly code: string; readonly message: string };
}

/** A file that is committed and perhaps not at its target yet. */
export interface Pending {
  readonly key: string;
  readonly staged: Location;
  readonly target: Location;
  /** Of the file, where it was read. */
  readonly sha256: string | null;
}

/** A file that an item published. */
export interface Published {
  readonly target: Location;
  /** null: not counted. */
  readonly bytes: number | null;
  /** null: not read. */
  readonly sha256: string | null;
  /** As in its row. */
  readonly finishedAt: string;
}

const INSERT_ITEM = `INSERT INTO items (key, ordinal, status, mode, doubtful, row, decision, staged, target, folded)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING`;
/** What was measured stays: it was made and judged. */
const UNPUBLISH = `UPDATE items SET status = 'error', staged = NULL, row = json_set(row, '$.status', 'error',
  '$.output', NULL, '$.published', json('false'), '$.errorCode', ?, '$.reason', ?) WHERE key = ?`;
const ADD_LOSS = `INSERT INTO losses VALUES (?, 1, ?)
  ON CONFLICT (key) DO UPDATE SET count = count + 1, reason = excluded.reason`;

/**
 * What of a run is done: the one truth that a resumed run goes by. It has one writer. Every method blocks its thread
 * for its time (a commit some tenths of a millisecond an item) and throws StoreError.
 */
export class Journal {
  readonly path: string;
  readonly #database: Database;
  readonly #opened: string | null;
  readonly #prepared = new Map<string, Statement>();

  /** @param path - of the database, which is made where there is none */
  constructor(path: string) {
    this.path = path;
    this.#database = openJournalDatabase(path);
    this.#opened = fileAt(path);
  }

  /** Whether the file at its path is still the one that is open: what is written to another is lost. */
  isInPlace(): boolean {
    return this.#opened !== null && fileAt(this.path) === this.#opened;
  }

  /** Whether an item is done. */
  has(key: string): boolean {
    return this.#attempt(() => this.#statement('SELECT 1 FROM items WHERE key = ?').get(key) !== undefined);
  }

  /** What an item published; null: nothing. */
  publishedOf(key: string): Published | null {
    const sql = `SELECT target, row ->> 'outputBytes' AS bytes, row ->> 'outputSha256' AS sha256,
      row ->> 'finishedAt' AS finishedAt FROM items
      WHERE key = ? AND staged IS NULL AND target IS NOT NULL AND row ->> 'published' = 1`;
    const found = this.#attempt(() => this.#statement(sql).get(key));
    return (found as Published | undefined) ?? null;
  }

  /** The code of an item that is an error; null: it is none. */
  errorOf(key: string): string | null {
    const sql = "SELECT row ->> 'errorCode' AS code FROM items WHERE key = ? AND status = 'error'";
    const found = this.#attempt(() => this.#statement(sql).get(key));
    return (found as { readonly code: string } | undefined)?.code ?? null;
  }

  /** The number of an item that is done; null: it is not. */
  ordinalOf(key: string): number | null {
    const found = this.#attempt(() => this.#statement('SELECT ordinal FROM items WHERE key = ?').get(key));
    return (found as { readonly ordinal: number } | undefined)?.ordinal ?? null;
  }

  /** Whether an item that is done has a number from `first` to before `end`. */
  hasOrdinals(first: number, end: number): boolean {
    const sql = 'SELECT 1 FROM items WHERE ordinal >= ? AND ordinal < ? LIMIT 1';
    return this.#attempt(() => this.#statement(sql).get(first, end) !== undefined);
  }

  /** The number behind all of them; 0: nothing is done. */
  endOfOrdinals(): number {
    const found = this.#attempt(() => this.#statement('SELECT max(ordinal) + 1 AS "end" FROM items').get());
    return (found as { readonly end: number | null }).end ?? 0;
  }

  /** Targets of items that are done which are this one, or which `folded` takes for it. */
  targetsLike(target: Location): Location[] {
    const query = this.#attempt(() => this.#statement('SELECT target FROM items WHERE folded = ?'));
    const found = this.#attempt(() => query.all(foldedDigest(target))) as { readonly target: Location }[];
    const like = folded(target);
    return found.map((one) => one.target).filter((one) => folded(one) === like);
  }

  counts(): Counts {
    return countsOf(standingsOf(this.#attempt(() => this.#statement(SELECT_STANDINGS).all())));
  }

  /** How many workers ended over an item. */
  losses(key: string): number {
    const found = this.#attempt(() => this.#statement('SELECT count FROM losses WHERE key = ?').get(key));
    return (found as { readonly count: number } | undefined)?.count ?? 0;
  }

  /** Counts a worker that ended over an item. Returns how many did by now. */
  lose(key: string, reason: string): number {
    this.#attempt(() => this.#statement(ADD_LOSS).run(key, reason));
    return this.losses(key);
  }

  /**
   * In one transaction: decisions and rows of items, and which files are at their targets by now, or cannot be.
   * @param published - keys of earlier items
   * @param unpublished - likewise
   */
  commit(
    finished: readonly Finished[],
    published: readonly string[] = [],
    unpublished: readonly Unpublished[] = [],
  ): void {
    if (finished.length + published.length + unpublished.length === 0) return;
    this.#attempt(() => {
      this.#database.exec('BEGIN IMMEDIATE');
      for (const item of finished) this.#insert(item);
      const settle = this.#statement('UPDATE items SET staged = NULL WHERE key = ?');
      for (const key of published) settle.run(key);
      const unpublish = this.#statement(UNPUBLISH);
      for (const { key, blocked } of unpublished) unpublish.run(blocked.code, blocked.message, key);
      this.#database.exec('COMMIT');
    });
  }

  /** Files whose publication nobody confirmed, a few in memory at a time. */
  *pending(): IterableIterator<Pending> {
    const page = `SELECT key, staged, target, row ->> 'outputSha256' AS sha256 FROM items
      WHERE staged IS NOT NULL AND key > ? ORDER BY key LIMIT 100`;
    for (let last = ''; ;) {
      const after = last;
      const found = this.#attempt(() => this.#statement(page).all(after)) as Pending[];
      yield* found;
      const end = found.at(-1);
      if (end === undefined) return;
      last = end.key;
    }
  }

  /** Returns what kept it from bringing the log into the file; nothing is lost by that. */
  close(): StoreError | null {
    return closeJournalDatabase(this.#database, this.path);
  }

  /** Undoes the result of an item whose file is lost: it is not done. */
  forget(key: string): void {
    this.#attempt(() => {
      this.#database.exec('BEGIN IMMEDIATE');
      const decision = 'SELECT seq FROM decisions d JOIN items i ON i.decision = d.id WHERE i.key = ?';
      this.#statement(`DELETE FROM checks WHERE decision IN (${decision})`).run(key);
      this.#statement(`DELETE FROM decisions WHERE seq IN (${decision})`).run(key);
      this.#statement('DELETE FROM items WHERE key = ?').run(key);
      this.#database.exec('COMMIT');
    });
  }

  #insert({ row, decision, staged, target }: Finished): void {
    const { changes } = this.#statement(INSERT_ITEM).run(
      row.item,
      row.ordinal,
      row.status,
      row.mode,
      decision?.report.coverage.couldOverturn === true ? 1 : 0,
      JSON.stringify(row),
      decision?.id ?? null,
      staged,
      target,
      target === null ? null : foldedDigest(target),
    );
    // an item that is there already keeps its first result, and its decision
    if (changes === 0 || decision === null) return;
    const recorded = this.#statement(INSERT_DECISION).run(...decisionValues(decision));
    if (recorded.changes === 0) return;
    this.#statement(INSERT_CHECKS).run(Number(recorded.lastInsertRowid), checkValues(decision));
  }

  #statement(sql: string): Statement {
    let statement = this.#prepared.get(sql);
    if (!statement) this.#prepared.set(sql, (statement = this.#database.prepare(sql)));
    return statement;
  }

  /** No transaction outlives its attempt; SQLite may have ended it itself, as on a full disk. */
  #attempt<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw storeError(this.path, error);
    } finally {
      if (this.#database.inTransaction) this.#database.exec('ROLLBACK');
    }
  }
}

/** Which file lies at a path; null: none. */
function fileAt(path: string): string | null {
  const stats = statSync(path, { throwIfNoEntry: false, bigint: true });
  return stats ? `${stats.dev}:${stats.ino}` : null;
}
