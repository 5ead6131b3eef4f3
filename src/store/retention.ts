import { numberOf, type Database } from './sqlite.js';

export interface Retention {
  /** Older decisions are deleted; ms since 1970. */
  readonly before: number;
  /** What the database may hold, bytes; the oldest decisions go first. */
  readonly maxBytes: number;
}

export interface Pruned {
  readonly deleted: number;
  /** Whether something is left to do: call again. */
  readonly more: boolean;
}

/** Decisions deleted in one transaction: some 10 ms in which no other process can write. */
const AT_ONCE = 200;
/** Pages given back at a time, 4 MB. */
const PAGES_AT_ONCE = 1000;

/** Does a piece of what retention asks for: one short transaction, and gives free pages back to the disk. */
export function pruneSome(database: Database, { before, maxBytes }: Retention): Pruned {
  const aged = deleteOldest(database, 'at < ?', before);
  // free pages count for nothing: they are written next
  const tooMuch = aged === 0 && usedBytes(database) > maxBytes;
  const deleted = tooMuch ? deleteOldest(database, 'TRUE') : aged;
  const pages = numberOf(database, 'PRAGMA freelist_count');
  if (pages > 0) database.exec(`PRAGMA incremental_vacuum(${PAGES_AT_ONCE})`);
  return { deleted, more: deleted === AT_ONCE || pages > PAGES_AT_ONCE };
}

export function usedBytes(database: Database): number {
  const pages = numberOf(database, 'PRAGMA page_count') - numberOf(database, 'PRAGMA freelist_count');
  return pages * numberOf(database, 'PRAGMA page_size');
}

function deleteOldest(database: Database, condition: string, ...values: readonly number[]): number {
  const oldest = `SELECT seq FROM decisions WHERE ${condition} ORDER BY at, seq LIMIT ${AT_ONCE}`;
  const found = database.prepare(oldest).all(...values) as { readonly seq: number }[];
  if (found.length === 0) return 0;
  const list = JSON.stringify(found.map(({ seq }) => seq));
  database.exec('BEGIN IMMEDIATE');
  try {
    const chosen = 'IN (SELECT value FROM json_each(?))';
    database.prepare(`DELETE FROM checks WHERE decision ${chosen}`).run(list);
    const { changes } = database.prepare(`DELETE FROM decisions WHERE seq ${chosen}`).run(list);
    database.exec('COMMIT');
    // 0 where another process was faster, which is as good
    return changes;
  } finally {
    if (database.inTransaction) database.exec('ROLLBACK');
  }
}
