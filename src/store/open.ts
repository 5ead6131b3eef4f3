import { closeSync, openSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { makeFolderSync } from '../core/make-folder.js';
import { whyUnusable } from '../core/on-demand.js';
import { isSystemError } from '../core/system-error.js';
import { StoreError, storeError } from './errors.js';
import { bringUpToDate, SCHEMA_VERSION, versionOf } from './schema.js';
import { numberOf, sqlite, type Database } from './sqlite.js';

export interface OpenOptions {
  /** Makes a database where there is none; otherwise that is an error. Default true. */
  readonly create?: boolean | undefined;
  /** Makes its folder too, for its owner alone. Default false: a misspelt path is found out. */
  readonly createFolder?: boolean | undefined;
  /** How long one statement waits for other processes, ms; the thread waits with it. Default 5000. */
  readonly busyTimeoutMs?: number | undefined;
}

/** Other processes write for some ms at a time; whoever waits this long waits for one that hangs. */
const BUSY_TIMEOUT_MS = 5000;

/** The database at a path, with the present schema. Blocks its thread. @throws StoreError */
export function openDatabase(path: string, options: OpenOptions): Database {
  try {
    prepareFile(path, options);
    const timeout = options.busyTimeoutMs ?? BUSY_TIMEOUT_MS;
    return options.create === false ? openThere(path, timeout) : openForWriting(path, timeout);
  } catch (error) {
    throw isSystemError(error) ? systemError(path, error) : storeError(path, error);
  }
}

function openForWriting(path: string, timeout: number): Database {
  refuseForeign(path, timeout);
  // SQLite reads other things into names such as :memory: and file:x
  const database = connect(path, resolve(path), timeout);
  return closedUnless(database, () => bringUpToDate(database, path));
}

/**
 * Another program's database is not opened for writing, which would repair it. Asked of SQLite: a file of ours that was
 * opened and closed here would drop the locks of every connection that this process has to it (SQLite, "How To Corrupt
 * An SQLite Database File", 2.2), and other processes would take away the log beneath them.
 */
function refuseForeign(path: string, timeout: number): void {
  const stats = statSync(path);
  // an empty one is nobody's, and of a folder the real connection says what it is
  if (!stats.isFile() || stats.size === 0) return;
  // first without locks: libsql keeps a closed connection until its statements are collected, and locks that it took
  // would keep this process from bringing the log into the file. What others write meanwhile may make that look wrong
  if (foundByReading(path, 'mode=ro&immutable=1', timeout) === null) return;
  const found = foundByReading(path, 'mode=ro', timeout);
  if (found) throw found;
}

/** What speaks against opening a database for writing; null: nothing that reading alone can tell. */
function foundByReading(path: string, how: string, timeout: number): StoreError | null {
  const database = connect(path, `${pathToFileURL(path).href}?${how}`, timeout);
  try {
    versionOf(database, path);
    return null;
  } catch (error) {
    const found = storeError(path, error);
    // what stands in the way of reading alone, such as a log that has to be made first, is for the real connection
    return ['store_foreign', 'store_newer', 'store_corrupt'].includes(found.code) ? found : null;
  } finally {
    database.close();
  }
}

/** For readers: on a medium that cannot be written they see the database as it lies there, without what is in its log. */
function openThere(path: string, timeout: number): Database {
  try {
    return openForWriting(path, timeout);
  } catch (error) {
    const { code } = storeError(path, error);
    if (code !== 'store_readonly' && code !== 'store_unopenable') throw error;
  }
  const database = connect(path, `${pathToFileURL(path).href}?mode=ro&immutable=1`, timeout);
  return closedUnless(database, () => {
    const version = versionOf(database, path);
    if (version === SCHEMA_VERSION) return;
    throw new StoreError('store_readonly', path, `its schema is ${version} and has to become ${SCHEMA_VERSION}`);
  });
}

function connect(path: string, name: string, timeout: number): Database {
  let Open;
  try {
    Open = sqlite();
  } catch (error) {
    throw new StoreError('store_unavailable', path, whyUnusable(error, ['libsql']), { cause: error });
  }
  return new Open(name, { timeout });
}

function closedUnless(database: Database, ready: () => void): Database {
  try {
    ready();
    // what is asked for later has to be readable now, or a damaged file would be found in the middle of a report
    numberOf(database, 'SELECT count(*) FROM (SELECT 1 FROM decisions LIMIT 1)');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Reports name files and say what they show: for their owner alone. SQLite gives its log the same rights. */
const OWNER_ONLY = 0o600;

function prepareFile(path: string, { create = true, createFolder = false }: OpenOptions): void {
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  if (size === undefined && !create) {
    throw new StoreError(
      'store_missing',
      path,
      'nothing was recorded there yet; name it with --store or PRESSPROOF_STORE',
    );
  }
  if (size === undefined) {
    if (createFolder) makeFolderSync(dirname(path), 0o700);
    makeFile(path);
  }
}

/** Where somebody else was faster, theirs is not opened here: closing it would drop locks, see `refuseForeign`. */
function makeFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', OWNER_ONLY));
  } catch (error) {
    if (!isSystemError(error) || error.code !== 'EEXIST') throw error;
  }
}

function systemError(path: string, error: NodeJS.ErrnoException): StoreError {
  const full = error.code === 'ENOSPC' || error.code === 'EDQUOT' || error.code === 'EFBIG';
  const readonly = error.code === 'EACCES' || error.code === 'EROFS' || error.code === 'EPERM';
  const code = full ? 'store_disk_full' : readonly ? 'store_readonly' : 'store_unopenable';
  return new StoreError(code, path, error.message, { cause: error });
}
