import type { Mode } from '../core/modes.js';
import { whereOf } from './query.js';
import type { Database } from './sqlite.js';

export interface EvidenceQuery {
  readonly suite: string;
  /** undefined: the suite as a whole, by its verdicts. */
  readonly check?: string | undefined;
  /** The mode that was in force; for a check its own, where it has one. undefined: any. */
  readonly mode?: Mode | undefined;
  readonly since?: number | undefined;
  readonly until?: number | undefined;
}

/** What was counted; skipped subjects and checks are in none of it. */
export interface Evidence {
  readonly subjects: number;
  readonly failed: number;
  readonly inconclusive: number;
  /** ms since 1970 of the first and the last of them; null: there is none. */
  readonly firstAt: number | null;
  readonly lastAt: number | null;
  /** Of those whose compression was measured: sums for the share that validation adds. */
  readonly measured: { readonly subjects: number; readonly validationMs: number; readonly compressionMs: number };
}

const SUMS = `count(*) AS subjects, min(at) AS firstAt, max(at) AS lastAt, count(compression_ms) AS measured,
  total(CASE WHEN compression_ms IS NOT NULL THEN validation_ms END) AS validationMs,
  total(compression_ms) AS compressionMs`;

/** Counts for decisions about modes, by verdicts of a suite or by outcomes of one of its checks. */
export function countEvidence(database: Database, { check, mode, ...query }: EvidenceQuery): Evidence {
  return check === undefined ? ofSuite(database, { ...query, mode }) : ofCheck(database, check, mode, query);
}

function ofSuite(database: Database, query: EvidenceQuery): Evidence {
  const { sql, values } = whereOf(query);
  const statement = database.prepare(
    `SELECT ${SUMS}, total(verdict = 'fail') AS failed, total(verdict = 'inconclusive') AS inconclusive
     FROM decisions WHERE ${sql} AND verdict <> 'skipped'`,
  );
  return evidenceOf(statement.get(...values));
}

function ofCheck(database: Database, check: string, mode: Mode | undefined, query: EvidenceQuery): Evidence {
  const { sql, values } = whereOf(query);
  const inMode = mode === undefined ? '' : 'AND coalesce(c.mode, d.mode) = ?';
  const statement = database.prepare(
    `SELECT ${SUMS}, total(c.outcome = 'failed') AS failed, total(c.outcome = 'inconclusive') AS inconclusive
     FROM decisions d JOIN checks c ON c.decision = d.seq
     WHERE ${sql} AND c.id = ? AND c.outcome <> 'skipped' ${inMode}`,
  );
  return evidenceOf(statement.get(...values, check, ...(mode === undefined ? [] : [mode])));
}

function evidenceOf(found: unknown): Evidence {
  const { subjects, failed, inconclusive, firstAt, lastAt, measured, validationMs, compressionMs } = found as Omit<
    Evidence,
    'measured'
  > & { readonly measured: number; readonly validationMs: number; readonly compressionMs: number };
  return {
    subjects,
    failed,
    inconclusive,
    firstAt,
    lastAt,
    measured: { subjects: measured, validationMs, compressionMs },
  };
}
