import { rowOf, SELECT_ROW, type Cells, type DecisionRow } from './rows.js';
import type { Database } from './sqlite.js';

/** What is recorded of one arm. */
export interface RecordedArm {
  readonly experiment: string;
  readonly arm: string;
  readonly decisions: number;
  readonly subjects: number;
  /** ms since 1970. */
  readonly firstAt: number;
  readonly lastAt: number;
}

/** Every arm of every experiment that was recorded, by name. */
export function recordedArms(database: Database): RecordedArm[] {
  const sql = `SELECT experiment, arm, count(*) AS decisions, count(DISTINCT draw) AS subjects,
      min(at) AS firstAt, max(at) AS lastAt
    FROM decisions WHERE experiment IS NOT NULL GROUP BY experiment, arm ORDER BY experiment, arm`;
  return database.prepare(sql).all() as RecordedArm[];
}

/** Which subjects. */
export interface SubjectQuery {
  readonly experiment: string;
  /** ms since 1970, inclusive; default: since ever. */
  readonly since?: number | undefined;
}

/** As for query.ts: some ms, and no statement stays open between them. */
const PAGE = 500;

/** The first decision of each subject of an experiment, in the order of their draws, a page in memory at a time. */
export function* eachSubject(
  database: Database,
  { experiment, since = Number.MIN_SAFE_INTEGER }: SubjectQuery,
): Generator<DecisionRow> {
  const page = database.prepare(`${SELECT_ROW} WHERE seq IN (
    SELECT min(seq) FROM decisions WHERE experiment = ? AND at >= ? AND draw > ? GROUP BY draw ORDER BY draw LIMIT ${PAGE}
  ) ORDER BY draw`);
  let draw = -1;
  for (;;) {
    const found = page.all(experiment, since, draw) as Cells[];
    for (const cells of found) yield rowOf(cells);
    const last = found.at(-1);
    if (last === undefined || found.length < PAGE) return;
    draw = last['draw'] as number;
  }
}
