import { closeSync, mkdirSync, openSync, readSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { reasonOf } from '../core/errors.js';
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
  // SQLite reads other things into names such as :memory: and file:x
  const database = connect(path, resolve(path), timeout);
  return closedUnless(database, () => bringUpToDate(database, path));
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
    const absent = (error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND';
    const detail = absent ? 'libsql is not installed; npm install libsql' : reasonOf(error);
    throw new StoreError('store_unavailable', path, detail, { cause: error });
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
    if (createFolder) mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    closeSync(openSync(path, 'a', OWNER_ONLY));
  } else if (size > 0 && !isSqlite(path)) {
    const detail = 'it is no SQLite file, or its header is damaged; move it away or name another path';
    throw new StoreError('store_foreign', path, detail);
  }
}

/** Looked at before SQLite is, which would repair another program's database on opening it. */
function isSqlite(path: string): boolean {
  const magic = Buffer.from('SQLite format 3\0');
  const head = Buffer.alloc(magic.length);
  const file = openSync(path, 'r');
  try {
    readSync(file, head, 0, head.length, 0);
  } finally {
    closeSync(file);
  }
  return head.equals(magic);
}

function systemError(path: string, error: NodeJS.ErrnoException): StoreError {
  const full = error.code === 'ENOSPC' || error.code === 'EDQUOT' || error.code === 'EFBIG';
  const readonly = error.code === 'EACCES' || error.code === 'EROFS' || error.code === 'EPERM';
  const code = full ? 'store_disk_full' : readonly ? 'store_readonly' : 'store_unopenable';
  return new StoreError(code, path, error.message, { cause: error });
}
