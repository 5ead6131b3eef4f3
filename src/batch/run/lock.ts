import { hostname } from 'node:os';
import { UsageError } from '../../core/errors.js';
import { storeError } from '../../store/errors.js';
import { sqlite, type Database } from '../../store/sqlite.js';

/** Whoever holds it is the only one that works on a run. */
export interface RunLock {
  release(): void;
}

/** What a lock says of its holder. */
interface Holder {
  readonly pid: number;
  readonly machine: string;
  /** ISO. */
  readonly since: string;
}

/** SQLITE_BUSY: somebody holds it. */
const BUSY = 5;

/**
 * Takes the lock of a run. It is one of the operating system (a transaction that SQLite has begun in a file of its own
 * and does not end), so it is gone with its process, however that ends, and nobody has to guess whether its holder lives.
 * @throws UsageError `run_locked` naming the holder; StoreError
 */
export function lockRun(path: string): RunLock {
  const database = open(path);
  try {
    begin(database, path);
    const holder: Holder = { pid: process.pid, machine: hostname(), since: new Date().toISOString() };
    database.exec('CREATE TABLE IF NOT EXISTS holder (pid INTEGER, machine TEXT, since TEXT); DELETE FROM holder');
    database.prepare('INSERT INTO holder VALUES (?, ?, ?)').run(holder.pid, holder.machine, holder.since);
    database.exec('COMMIT');
    // reserved: others can still read who holds it
    begin(database, path);
    return { release: () => release(database) };
  } catch (error) {
    database.close();
    throw error instanceof UsageError ? error : storeError(path, error);
  }
}

/** Closing alone keeps the transaction, and with it the lock, until the statements are collected as garbage. */
function release(database: Database): void {
  database.exec('ROLLBACK');
  database.close();
}

function open(path: string): Database {
  try {
    return new (sqlite())(path, { timeout: 0 });
  } catch (error) {
    throw storeError(path, error);
  }
}

function begin(database: Database, path: string): void {
  try {
    database.exec('BEGIN IMMEDIATE');
  } catch (error) {
    if (((error as { readonly rawCode?: number }).rawCode ?? 0) % 256 !== BUSY) throw error;
    throw new UsageError('run_locked', `${path} is held by ${holderOf(database)}: two batches cannot work on one run`);
  }
}

function holderOf(database: Database): string {
  const holder = database.prepare('SELECT pid, machine, since FROM holder').get() as Holder | undefined;
  return holder ? `process ${holder.pid} on ${holder.machine} since ${holder.since}` : 'another process';
}
