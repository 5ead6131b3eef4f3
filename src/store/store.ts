import { statSync } from 'node:fs';
import type { Decision } from '../core/decision.js';
import { storeError, type StoreError } from './errors.js';
import { countEvidence, type Evidence, type EvidenceQuery } from './evidence.js';
import { eachSubject, recordedArms, type RecordedArm, type SubjectQuery } from './experiments.js';
import { openDatabase, type OpenOptions } from './open.js';
import { eachRow, newestRows, type DecisionQuery } from './query.js';
import { pruneSome, type Pruned, type Retention } from './retention.js';
import { checkValues, decisionOf, decisionValues, INSERT_CHECKS, INSERT_DECISION, type DecisionRow } from './rows.js';
import type { Database } from './sqlite.js';
import { statsOf, type StoreStats } from './stats.js';

/** Recorded decisions. Every method blocks its thread for its time and throws StoreError. */
export interface Store {
  readonly path: string;
  /** In one transaction: all or none. One whose id is there already stays as it is. Returns how many are new. */
  record(decisions: readonly Decision[]): number;
  /** null: no decision has this id. */
  get(id: string): Decision | null;
  /** The newest that match, newest first. */
  find(query: DecisionQuery, limit: number): DecisionRow[];
  /** All that match, oldest first, few in memory at a time. */
  rows(query: DecisionQuery): IterableIterator<DecisionRow>;
  evidence(query: EvidenceQuery): Evidence;
  /** Every arm of every experiment that was recorded. */
  arms(): RecordedArm[];
  /** The first decision of each subject of an experiment, read from the file as it is asked for. */
  subjects(query: SubjectQuery): IterableIterator<DecisionRow>;
  /** Deletes some of what is too old or too much; to be called until there is no more. */
  prune(retention: Retention): Pruned;
  stats(): StoreStats;
  /** Whether the file at its path is still the one that is open. */
  isInPlace(): boolean;
  /** Returns what kept it from bringing the log into the file; nothing is lost by that, the next to open it reads the log. */
  close(): StoreError | null;
}

/**
 * Opens a results database, and makes one where there is none.
 * @throws StoreError, whose code is one of STORE_PROBLEMS
 */
export function openStore(path: string, options: OpenOptions = {}): Store {
  return new SqliteStore(path, openDatabase(path, options));
}

class SqliteStore implements Store {
  readonly path: string;
  readonly #database: Database;
  readonly #opened: string | null;
  #wrote = false;

  constructor(path: string, database: Database) {
    this.path = path;
    this.#database = database;
    this.#opened = fileAt(path);
  }

  record(decisions: readonly Decision[]): number {
    return this.#attempt((database) => {
      const insertDecision = database.prepare(INSERT_DECISION);
      const insertChecks = database.prepare(INSERT_CHECKS);
      database.exec('BEGIN IMMEDIATE');
      let recorded = 0;
      for (const decision of decisions) {
        const { changes, lastInsertRowid } = insertDecision.run(...decisionValues(decision));
        if (changes === 0) continue;
        insertChecks.run(Number(lastInsertRowid), checkValues(decision));
        recorded += 1;
      }
      database.exec('COMMIT');
      this.#wrote = true;
      return recorded;
    });
  }

  get(id: string): Decision | null {
    const sql = 'SELECT document FROM decisions WHERE id = ?';
    const found = this.#attempt((database) => database.prepare(sql).get(id)) as
      { readonly document: ArrayBuffer } | undefined;
    return found === undefined ? null : decisionOf(found.document);
  }

  find(query: DecisionQuery, limit: number): DecisionRow[] {
    return this.#attempt((database) => newestRows(database, query, limit));
  }

  rows(query: DecisionQuery): Generator<DecisionRow> {
    return this.#each(eachRow(this.#database, query));
  }

  subjects(query: SubjectQuery): Generator<DecisionRow> {
    return this.#each(eachSubject(this.#database, query));
  }

  arms(): RecordedArm[] {
    return this.#attempt(recordedArms);
  }

  evidence(query: EvidenceQuery): Evidence {
    return this.#attempt((database) => countEvidence(database, query));
  }

  prune(retention: Retention): Pruned {
    return this.#attempt((database) => pruneSome(database, retention));
  }

  stats(): StoreStats {
    return this.#attempt(statsOf);
  }

  isInPlace(): boolean {
    return this.#opened !== null && fileAt(this.path) === this.#opened;
  }

  close(): StoreError | null {
    try {
      // a file that is copied or put away then has all of it; libsql itself would leave it in the log
      if (this.#wrote) this.#database.exec('PRAGMA wal_checkpoint(PASSIVE)');
      return null;
    } catch (error) {
      return storeError(this.path, error);
    } finally {
      this.#database.close();
    }
  }

  *#each(rows: Iterable<DecisionRow>): Generator<DecisionRow> {
    try {
      yield* rows;
    } catch (error) {
      throw storeError(this.path, error);
    }
  }

  /** No transaction outlives its attempt; SQLite may have ended it itself, as on a full disk. */
  #attempt<T>(work: (database: Database) => T): T {
    try {
      return work(this.#database);
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
