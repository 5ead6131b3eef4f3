import { StoreError } from './errors.js';
import { numberOf, type Database } from './sqlite.js';

/** "prsp": says in the file's header whose database it is. */
export const APPLICATION_ID = 0x70727370;

/** Each brings a database from the version of its index to the next. What was released is never changed. */
const MIGRATIONS: readonly string[] = [
  // messages and details of checks only where something was wrong: the document has all of them
  `CREATE TABLE decisions (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    at REAL NOT NULL,
    suite TEXT NOT NULL,
    mode TEXT NOT NULL,
    verdict TEXT NOT NULL,
    action TEXT,
    skipped TEXT,
    operation TEXT NOT NULL,
    engine TEXT,
    engine_version TEXT,
    parameters TEXT,
    experiment TEXT,
    arm TEXT,
    coverage TEXT NOT NULL,
    degradation TEXT NOT NULL,
    sample_rate REAL NOT NULL,
    validation_ms REAL NOT NULL,
    queue_wait_ms REAL,
    added_ms REAL NOT NULL,
    compression_ms REAL,
    input_bytes INTEGER,
    output_bytes INTEGER,
    output_path TEXT,
    reason TEXT,
    document BLOB NOT NULL
  );
  CREATE INDEX decisions_at ON decisions (at);
  CREATE INDEX decisions_experiment ON decisions (experiment, at) WHERE experiment IS NOT NULL;
  CREATE TABLE checks (
    decision INTEGER NOT NULL,
    position INTEGER NOT NULL,
    id TEXT NOT NULL,
    outcome TEXT NOT NULL,
    mode TEXT,
    code TEXT,
    message TEXT,
    details TEXT,
    PRIMARY KEY (decision, position)
  ) WITHOUT ROWID;`,
  // the subject in its experiment, whose first decision counts
  `ALTER TABLE decisions ADD COLUMN draw REAL;
  CREATE INDEX decisions_subject ON decisions (experiment, draw) WHERE experiment IS NOT NULL;`,
];
export const SCHEMA_VERSION = MIGRATIONS.length;

/** Transactions wait for nobody's reader, and a checkpoint, not each of them, waits for the disk. */
const CONNECTION = `PRAGMA synchronous = NORMAL; PRAGMA journal_size_limit = ${2 ** 24};`;

/**
 * Makes a database ours if it is empty, or brings it up to date.
 * @throws StoreError `store_foreign`, `store_newer`; what SQLite throws
 */
export function bringUpToDate(database: Database, path: string): void {
  // before the first table, or it has no effect; inside a transaction neither
  if (numberOf(database, 'PRAGMA page_count') === 0) database.exec('PRAGMA auto_vacuum = INCREMENTAL');
  database.exec(CONNECTION);
  if (versionOf(database, path) < SCHEMA_VERSION) {
    database.exec('BEGIN IMMEDIATE');
    try {
      // another process may have been faster
      const version = versionOf(database, path);
      for (const migration of MIGRATIONS.slice(version)) database.exec(migration);
      // still in the mode that writes the file itself, so that its header says from the start whose it is
      database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT`);
    } finally {
      if (database.inTransaction) database.exec('ROLLBACK');
    }
  }
  database.exec('PRAGMA journal_mode = WAL');
}

/** @returns 0 for an empty database */
export function versionOf(database: Database, path: string): number {
  const tables = numberOf(database, 'SELECT count(*) FROM sqlite_schema');
  if (tables === 0) return 0;
  if (numberOf(database, 'PRAGMA application_id') !== APPLICATION_ID) {
    throw new StoreError('store_foreign', path, 'another program keeps its data there; name another path');
  }
  const version = numberOf(database, 'PRAGMA user_version');
  if (version > SCHEMA_VERSION) {
    const detail = `its schema is ${version}, this one knows ${SCHEMA_VERSION}; use a newer pressproof or another path`;
    throw new StoreError('store_newer', path, detail);
  }
  return version;
}
