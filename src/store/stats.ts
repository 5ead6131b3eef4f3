import type { CoverageLevel } from '../core/coverage.js';
import { usedBytes } from './retention.js';
import type { Database } from './sqlite.js';

export interface StoreStats {
  readonly decisions: number;
  /** ms since 1970; null: nothing is recorded. */
  readonly oldestAt: number | null;
  readonly newestAt: number | null;
  /** Bytes of the database that hold something, without its log. */
  readonly usedBytes: number;
  /** Mean bytes of a decision, by how much was looked at. */
  readonly bytesEach: readonly BytesEach[];
}

export interface BytesEach {
  readonly coverage: CoverageLevel | 'skipped';
  readonly decisions: number;
  readonly bytes: number;
}

interface Documents extends BytesEach {
  readonly oldestAt: number;
  readonly newestAt: number;
}

/** Documents differ in size; rows and indexes beside them are shared out evenly. */
export function statsOf(database: Database): StoreStats {
  const groups = database
    .prepare(
      `SELECT CASE verdict WHEN 'skipped' THEN 'skipped' ELSE coverage END AS coverage, count(*) AS decisions,
         total(length(document)) AS bytes, min(at) AS oldestAt, max(at) AS newestAt
       FROM decisions GROUP BY 1 ORDER BY 2 DESC`,
    )
    .all() as Documents[];
  const decisions = groups.reduce((sum, group) => sum + group.decisions, 0);
  const used = usedBytes(database);
  const beside = (used - groups.reduce((sum, { bytes }) => sum + bytes, 0)) / decisions;
  return {
    decisions,
    oldestAt: groups.reduce<number | null>((least, { oldestAt }) => Math.min(least ?? oldestAt, oldestAt), null),
    newestAt: groups.reduce<number | null>((most, { newestAt }) => Math.max(most ?? newestAt, newestAt), null),
    usedBytes: used,
    bytesEach: groups.map(({ coverage, decisions: count, bytes }) => ({
      coverage,
      decisions: count,
      bytes: bytes / count + beside,
    })),
  };
}
