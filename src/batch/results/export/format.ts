import type { ResultRow } from '../row.js';

/** A file of results that is being written. */
export interface RowFile {
  /** In the folder of the run. */
  readonly name: string;
  /** A promise where the caller has to wait, so that rows do not pile up in memory. */
  add(row: ResultRow): Promise<void> | void;
  /** Puts the whole file to its place. Returns its size in bytes. */
  commit(): Promise<number>;
  /** Leaves nothing behind. Harmless after commit. */
  discard(): Promise<void>;
}
