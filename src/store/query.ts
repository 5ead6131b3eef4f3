import type { Mode } from '../core/modes.js';
import type { Verdict } from '../core/outcome.js';
import { rowOf, SELECT_ROW, type Cells, type DecisionRow } from './rows.js';
import type { Database, SqlValue } from './sqlite.js';

/** Which decisions; what is not stated does not matter. */
export interface DecisionQuery {
  /** ms since 1970, inclusive. */
  readonly since?: number | undefined;
  /** ms since 1970, exclusive. */
  readonly until?: number | undefined;
  readonly suite?: string | undefined;
  readonly mode?: Mode | undefined;
  readonly verdict?: Verdict | undefined;
  readonly operation?: string | undefined;
  readonly engine?: string | undefined;
  readonly experiment?: string | undefined;
  /** Only those where this check judged: passed, warned, failed or inconclusive. */
  readonly check?: string | undefined;
}

export interface Where {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

const CONDITIONS: Readonly<Record<keyof DecisionQuery, string>> = {
  since: 'at >= ?',
  until: 'at < ?',
  suite: 'suite = ?',
  mode: 'mode = ?',
  verdict: 'verdict = ?',
  operation: 'operation = ?',
  engine: 'engine = ?',
  experiment: 'experiment = ?',
  check: "EXISTS (SELECT 1 FROM checks c WHERE c.decision = seq AND c.id = ? AND c.outcome <> 'skipped')",
};

export function whereOf(query: DecisionQuery): Where {
  const stated = (Object.keys(CONDITIONS) as (keyof DecisionQuery)[]).flatMap((name) => {
    const value = query[name];
    return value === undefined ? [] : [{ condition: CONDITIONS[name], value }];
  });
  return {
    sql: stated.length === 0 ? 'TRUE' : stated.map(({ condition }) => condition).join(' AND '),
    values: stated.map(({ value }) => value),
  };
}

/** Rows read at once: some ms, and no statement stays open between them, which would keep the log from being cleared. */
const PAGE = 500;

/** All that match, oldest first, a page in memory at a time. */
export function* eachRow(database: Database, query: DecisionQuery): Generator<DecisionRow> {
  const { sql, values } = whereOf(query);
  const page = database.prepare(`${SELECT_ROW} WHERE ${sql} AND (at, seq) > (?, ?) ORDER BY at, seq LIMIT ${PAGE}`);
  let at: SqlValue = Number.MIN_SAFE_INTEGER;
  let seq: SqlValue = 0;
  for (;;) {
    const found = page.all(...values, at, seq) as Cells[];
    for (const cells of found) yield rowOf(cells);
    const last = found.at(-1);
    if (last === undefined || found.length < PAGE) return;
    at = last['at'] as number;
    seq = last['seq'] as number;
  }
}

/** The newest that match, newest first. */
export function newestRows(database: Database, query: DecisionQuery, limit: number): DecisionRow[] {
  const { sql, values } = whereOf(query);
  const statement = database.prepare(`${SELECT_ROW} WHERE ${sql} ORDER BY at DESC, seq DESC LIMIT ?`);
  return (statement.all(...values, limit) as Cells[]).map(rowOf);
}
