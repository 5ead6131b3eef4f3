import { PressproofError, reasonOf } from '../core/errors.js';

/** What can be wrong with a results database; each is told once as long as it lasts. */
export const STORE_PROBLEMS = {
  /** Its package is not there. */
  store_unavailable: 'cannot be used',
  store_missing: 'is not there',
  /** Another program's file lies at its path. */
  store_foreign: 'is no results database of pressproof',
  /** A newer pressproof made it. */
  store_newer: 'was made by a newer pressproof',
  store_corrupt: 'is damaged',
  store_readonly: 'cannot be written',
  store_locked: 'is held by another process',
  store_disk_full: 'has no room on its disk',
  store_unopenable: 'cannot be opened',
  /** It was removed or replaced while it was in use. */
  store_vanished: 'was removed or replaced',
  /** One decision is wrong for it; others are not. */
  store_refused: 'does not take a decision',
  /** Anything else that SQLite says. */
  store_failed: 'does not work',
} as const;
export type StoreProblemCode = keyof typeof STORE_PROBLEMS;

export class StoreError extends PressproofError {
  declare readonly code: StoreProblemCode;

  constructor(code: StoreProblemCode, path: string, detail: string, options?: ErrorOptions) {
    super(code, `The results database ${path} ${STORE_PROBLEMS[code]}: ${detail}`, options);
  }
}

/** Primary result codes of SQLite (sqlite.org/rescode.html). */
const MEANINGS: Readonly<Record<number, StoreProblemCode>> = {
  3: 'store_unopenable', // SQLITE_PERM
  5: 'store_locked', // SQLITE_BUSY
  6: 'store_locked', // SQLITE_LOCKED
  8: 'store_readonly', // SQLITE_READONLY
  11: 'store_corrupt', // SQLITE_CORRUPT
  13: 'store_disk_full', // SQLITE_FULL
  14: 'store_unopenable', // SQLITE_CANTOPEN
  18: 'store_refused', // SQLITE_TOOBIG
  19: 'store_refused', // SQLITE_CONSTRAINT
  20: 'store_refused', // SQLITE_MISMATCH
  26: 'store_foreign', // SQLITE_NOTADB
};

/** Extended codes that a disk without room, or a limit on the size of files, gives where SQLite maps a file. */
const IO_WRITE = [778, 4874]; // SQLITE_IOERR_WRITE, SQLITE_IOERR_SHMSIZE

/** What an error of SQLite means to an operator. */
export function storeError(path: string, error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const detail = reasonOf(error);
  // of values that are not what a decision has
  if (error instanceof TypeError) return new StoreError('store_refused', path, detail, { cause: error });
  const code = resultCode(error, detail);
  // the low byte of an extended code is its primary one
  const meaning = IO_WRITE.includes(code) ? 'store_disk_full' : (MEANINGS[code & 0xff] ?? 'store_failed');
  return new StoreError(meaning, path, detail, { cause: error });
}

/** Errors of opening carry their code only at the end of their text: "... database x.db: 14". */
function resultCode(error: unknown, detail: string): number {
  const { rawCode } = (error ?? {}) as { readonly rawCode?: number };
  return rawCode ?? Number(/: (\d+)"?\)?$/.exec(detail)?.[1] ?? 0);
}
