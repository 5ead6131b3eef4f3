import { StoreError, storeError } from '../../store/errors.js';
import { openDatabase } from '../../store/open.js';
import { numberOf, type Database } from '../../store/sqlite.js';
import type { Location } from '../item.js';
import { foldedDigest } from './folded.js';

/** Each brings the journal from the version of its index to the next. What was released is never changed. */
const MIGRATIONS: readonly ((database: Database) => void)[] = [
  // one row an item that is done; `staged`: its file still has to be moved from there to `target`, which is its own
  // also where nothing was published
  (database) =>
    database.exec(`CREATE TABLE items (
    key TEXT NOT NULL UNIQUE,
    ordinal INTEGER NOT NULL,
    status TEXT NOT NULL,
    mode TEXT,
    doubtful INTEGER NOT NULL,
    row TEXT NOT NULL,
    decision TEXT,
    staged TEXT,
    target TEXT
  );
  CREATE INDEX items_ordinal ON items (ordinal, key);
  CREATE INDEX items_standing ON items (status, mode, doubtful);
  CREATE INDEX items_target ON items (target) WHERE target IS NOT NULL;
  CREATE INDEX items_staged ON items (key) WHERE staged IS NOT NULL;
  CREATE TABLE losses (key TEXT PRIMARY KEY, count INTEGER NOT NULL, reason TEXT NOT NULL) WITHOUT ROWID;`),
  // digest of the target as file systems see it that tell little apart
  (database) =>
    database.exec(`ALTER TABLE items ADD COLUMN folded TEXT;
  CREATE INDEX items_folded ON items (folded) WHERE folded IS NOT NULL;`),
  // rows of before had none, or one that only letter case and normal forms were folded for; by it targets are looked up
  (database) => {
    database.exec('DROP INDEX items_target');
    fillFolded(database);
  },
];
const JOURNAL_VERSION = MIGRATIONS.length;

/** KiB: keys come in no order, so of a million most would be looked up on disk with SQLite's own 2 MiB. */
const CACHE_KIB = 16_384;

/** The database of a run, for its one writer. @throws StoreError */
export function openJournalDatabase(path: string): Database {
  const database = openDatabase(path, {});
  return closedUnless(database, path, () => {
    // files are published after their commit, so unlike other stores it waits for the disk: results must not be the ones lost
    database.exec(`PRAGMA synchronous = FULL; PRAGMA cache_size = -${CACHE_KIB}`);
    migrate(database, path);
  });
}

/** The same for readers, also while it is written. @throws StoreError `store_missing`, `store_foreign`, ... */
export function openJournalForReading(path: string): Database {
  const database = openDatabase(path, { create: false });
  return closedUnless(database, path, () => {
    if (versionOf(database, path) === 0) throw new StoreError('store_foreign', path, 'no batch wrote it');
  });
}

/**
 * Closes a database of a run so that all of it is in one file, unless others have it open. Closing alone leaves the log
 * beside it until the statements are collected as garbage, which in a process that ends is never.
 * @returns what kept it from that; nothing is lost by it, the next to open it reads the log
 */
export function closeJournalDatabase(database: Database, path: string): StoreError | null {
  try {
    database.exec('PRAGMA busy_timeout = 0');
    database.prepare('PRAGMA journal_mode = DELETE').get();
    return null;
  } catch (error) {
    const problem = storeError(path, error);
    return problem.code === 'store_locked' ? null : problem;
  } finally {
    database.close();
  }
}

function migrate(database: Database, path: string): void {
  const version = versionOf(database, path);
  if (version === JOURNAL_VERSION) return;
  database.exec('BEGIN IMMEDIATE');
  try {
    if (version === 0) database.exec('CREATE TABLE journal (version INTEGER NOT NULL); INSERT INTO journal VALUES (0)');
    for (const migration of MIGRATIONS.slice(version)) migration(database);
    database.exec(`UPDATE journal SET version = ${JOURNAL_VERSION}; COMMIT`);
  } finally {
    if (database.inTransaction) database.exec('ROLLBACK');
  }
}

function fillFolded(database: Database): void {
  const page = database.prepare(
    'SELECT rowid AS row, target FROM items WHERE target IS NOT NULL AND rowid > ? ORDER BY rowid LIMIT 1000',
  );
  const fill = database.prepare('UPDATE items SET folded = ? WHERE rowid = ?');
  for (let last: number | undefined = 0; last !== undefined;) {
    const found = page.all(last) as { readonly row: number; readonly target: Location }[];
    for (const { row, target } of found) fill.run(foldedDigest(target), row);
    last = found.at(-1)?.row;
  }
}

/** @returns 0 where there is no journal */
function versionOf(database: Database, path: string): number {
  const there = numberOf(database, "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'journal'");
  if (there === 0) return 0;
  const version = numberOf(database, 'SELECT version FROM journal');
  if (version <= JOURNAL_VERSION) return version;
  const detail = `its journal is ${version}, this one knows ${JOURNAL_VERSION}; use a newer pressproof`;
  throw new StoreError('store_newer', path, detail);
}

function closedUnless(database: Database, path: string, ready: () => void): Database {
  try {
    ready();
    return database;
  } catch (error) {
    database.close();
    throw storeError(path, error);
  }
}
