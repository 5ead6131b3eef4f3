import { Summarizing, type Summary } from '../results/summary/index.js';
import type { ResultRow } from '../results/row.js';
import { candidateOf, type Candidate } from './choose.js';

/** A check beyond this many has no bit in a row: see report/batch/columns.ts. */
const MOST_CHECKS = 31;
/**
 * Rows in a page. 250,000 of 60 pixels are 15 million pixels: Firefox lays out no more than 17.8 million, and unpacking
 * takes a browser two seconds.
 */
const MOST_ROWS = 250_000;

/** What the first walk through a run finds out. */
export interface Collected {
  /** Every result that is in the page. */
  readonly candidates: readonly Candidate[];
  readonly summary: Summary;
  readonly checks: readonly string[];
  /** ISO 8601; null without results. */
  readonly finishedAt: string | null;
  /** Whether a result is in the page: where there are too many, what needs attention least is not. */
  readonly holds: (ordinal: number) => boolean;
}

export function collect(rows: Iterable<ResultRow>, most = MOST_ROWS): Collected {
  const candidates: Candidate[] = [];
  const checks = new Set<string>();
  const summarizing = new Summarizing();
  let finishedAt: string | null = null;
  for (const row of rows) {
    summarizing.add(row);
    candidates.push(candidateOf(row));
    for (const id of row.failedChecks) checks.add(id);
    for (const id of row.otherChecks) checks.add(id);
    if (finishedAt === null || row.finishedAt > finishedAt) finishedAt = row.finishedAt;
  }
  const all = candidates.length <= most;
  const kept = all
    ? candidates
    : candidates.toSorted((a, b) => a.urgency - b.urgency || a.ordinal - b.ordinal).slice(0, most);
  const held = all ? null : new Set(kept.map(({ ordinal }) => ordinal));
  return {
    candidates: kept,
    summary: summarizing.end(),
    checks: [...checks].sort().slice(0, MOST_CHECKS),
    finishedAt,
    holds: (ordinal) => held === null || held.has(ordinal),
  };
}
