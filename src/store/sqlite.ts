import { onDemand } from '../core/on-demand.js';

/** A value that SQLite holds. */
export type SqlValue = string | number | null | Uint8Array;
/** A column of a row as libsql gives it: blobs are ArrayBuffers there. */
export type SqlCell = string | number | null | ArrayBuffer;

/** What of libsql is used. Its own types say `any` where rows come out. */
export interface Statement {
  run(...values: readonly SqlValue[]): { readonly changes: number; readonly lastInsertRowid: number | bigint };
  get(...values: readonly SqlValue[]): unknown;
  all(...values: readonly SqlValue[]): unknown[];
}

export interface Database {
  readonly inTransaction: boolean;
  exec(sql: string): unknown;
  prepare(sql: string): Statement;
  close(): unknown;
}

export type OpenDatabase = new (path: string, options: { readonly timeout: number }) => Database;

/** libsql: SQLite with prebuilt binaries, in the manner of better-sqlite3. Optional, so it may be absent. */
export const sqlite = onDemand<OpenDatabase>('libsql');

/** The one value that a statement gives, e.g. of a PRAGMA. */
export function scalar(database: Database, sql: string): SqlCell {
  const row = database.prepare(sql).get() as Record<string, SqlCell> | undefined;
  const [value = null] = Object.values(row ?? {});
  return value;
}

export function numberOf(database: Database, sql: string): number {
  return Number(scalar(database, sql));
}
