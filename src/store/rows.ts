import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Json } from '../core/check.js';
import type { CoverageLevel } from '../core/coverage.js';
import type { Action, Decision, DegradationLevel, SkipReason } from '../core/decision.js';
import type { Mode } from '../core/modes.js';
import type { Outcome, Verdict } from '../core/outcome.js';
import type { CheckOutcome, Report } from '../core/report.js';
import { findingCode } from './finding-code.js';
import type { SqlCell, SqlValue } from './sqlite.js';

/** One check of a decision. */
export interface CheckRow {
  readonly id: string;
  readonly outcome: Outcome;
  /** null: that of its decision. */
  readonly mode: Mode | null;
  /** What it stumbled over; null where nothing was wrong or no code was named. */
  readonly code: string | null;
}

/** A decision without its report: what is grouped, counted and compared. */
export interface DecisionRow {
  readonly id: string;
  /** ms since 1970. */
  readonly at: number;
  readonly suite: string;
  readonly mode: Mode;
  readonly verdict: Verdict;
  readonly action: Action | null;
  readonly skipped: SkipReason | null;
  readonly operation: string;
  /** null: somebody else made the output. */
  readonly engine: string | null;
  readonly engineVersion: string | null;
  readonly parameters: Readonly<Record<string, Json>>;
  readonly experiment: string | null;
  readonly arm: string | null;
  /** Names the subject in its experiment; null outside of one. */
  readonly draw: number | null;
  readonly coverage: CoverageLevel;
  readonly degradation: DegradationLevel;
  readonly sampleRate: number;
  readonly validationMs: number;
  readonly queueWaitMs: number | null;
  readonly addedMs: number;
  readonly compressionMs: number | null;
  readonly inputBytes: number | null;
  readonly outputBytes: number | null;
  readonly outputPath: string | null;
  readonly reason: string | null;
  readonly checks: readonly CheckRow[];
}

/** Columns of table `decisions` in the order in which they are written. */
const COLUMNS: readonly (readonly [name: string, value: (decision: Decision) => SqlValue])[] = [
  ['id', ({ id }) => id],
  ['at', ({ at }) => at],
  ['suite', ({ report }) => report.suite],
  ['mode', ({ report }) => report.mode],
  ['verdict', ({ report }) => report.verdict],
  ['action', ({ action }) => action],
  ['skipped', ({ skipped }) => skipped],
  ['operation', ({ report }) => report.operation],
  ['engine', ({ compression }) => compression?.engine ?? null],
  ['engine_version', ({ compression }) => compression?.engineVersion ?? null],
  ['parameters', ({ compression }) => (compression ? JSON.stringify(compression.parameters) : null)],
  ['experiment', ({ arm }) => arm?.experiment ?? null],
  ['arm', ({ arm }) => arm?.arm ?? null],
  ['draw', ({ arm }) => arm?.draw ?? null],
  ['coverage', ({ report }) => report.coverage.level],
  ['degradation', ({ degradation }) => degradation],
  ['sample_rate', ({ sampleRate }) => sampleRate],
  ['validation_ms', ({ validationMs }) => validationMs],
  ['queue_wait_ms', ({ queueWaitMs }) => queueWaitMs],
  ['added_ms', ({ addedMs }) => addedMs],
  ['compression_ms', ({ compression }) => compression?.durationMs ?? null],
  [
    'input_bytes',
    ({ compression, report }) => (compression ? compression.inputBytes : bytesOf(report.subject.original)),
  ],
  ['output_bytes', ({ compression, report }) => (compression ? compression.outputBytes : bytesOf(outputOf(report)))],
  ['output_path', ({ report }) => outputOf(report)?.path ?? null],
  ['reason', ({ report }) => report.reason ?? null],
  // all of it, report included, as it was given; 4 kB become 1.5 kB in 0.04 ms
  ['document', (decision) => deflateRawSync(JSON.stringify(decision))],
];

const NAMES = COLUMNS.map(([name]) => name);
export const INSERT_DECISION = `INSERT INTO decisions (${NAMES.join(', ')}) VALUES (${NAMES.map(() => '?').join(', ')})
  ON CONFLICT (id) DO NOTHING`;
/** All checks of a decision at once: a statement each costs more than the JSON. */
export const INSERT_CHECKS = `INSERT INTO checks
  SELECT ?, key, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5 FROM json_each(?)`;

export function decisionValues(decision: Decision): SqlValue[] {
  return COLUMNS.map(([, value]) => value(decision));
}

export function checkValues({ report }: Decision): string {
  return JSON.stringify(report.checks.map(checkCells));
}

/** Characters of a check's details beside it: enough to be told apart; the report has them whole. */
const DETAILS_LENGTH = 1000;

function checkCells(check: CheckOutcome): (string | null)[] {
  const { id, outcome, mode = null, message, details } = check;
  if (outcome === 'passed' || outcome === 'skipped') return [id, outcome, mode, null, null, null];
  const evidence = details === undefined ? null : JSON.stringify(details);
  const short = evidence !== null && evidence.length <= DETAILS_LENGTH ? evidence : null;
  return [id, outcome, mode, findingCode(check), message, short];
}

function outputOf({ subject }: Report): Report['subject']['output'] {
  return subject.output ?? subject.file;
}

function bytesOf(file: Report['subject']['original']): number | null {
  return file?.bytes ?? null;
}

/** Columns of a DecisionRow; its checks come as JSON, an array each. */
export const SELECT_ROW = `SELECT ${NAMES.filter((name) => name !== 'document').join(', ')}, seq,
  (SELECT json_group_array(json_array(c.id, c.outcome, c.mode, c.code)) FROM checks c WHERE c.decision = seq) AS checks
  FROM decisions`;

export type Cells = Readonly<Record<string, SqlCell>>;

/** What was written by `decisionValues` and is read back, so its types are known. */
export function rowOf(cells: Cells): DecisionRow {
  const checks = JSON.parse(cells['checks'] as string) as [string, Outcome, Mode | null, string | null][];
  return {
    id: cells['id'] as string,
    at: cells['at'] as number,
    suite: cells['suite'] as string,
    mode: cells['mode'] as Mode,
    verdict: cells['verdict'] as Verdict,
    action: cells['action'] as Action | null,
    skipped: cells['skipped'] as SkipReason | null,
    operation: cells['operation'] as string,
    engine: cells['engine'] as string | null,
    engineVersion: cells['engine_version'] as string | null,
    parameters: JSON.parse((cells['parameters'] ?? '{}') as string) as Record<string, Json>,
    experiment: cells['experiment'] as string | null,
    arm: cells['arm'] as string | null,
    draw: cells['draw'] as number | null,
    coverage: cells['coverage'] as CoverageLevel,
    degradation: cells['degradation'] as DegradationLevel,
    sampleRate: cells['sample_rate'] as number,
    validationMs: cells['validation_ms'] as number,
    queueWaitMs: cells['queue_wait_ms'] as number | null,
    addedMs: cells['added_ms'] as number,
    compressionMs: cells['compression_ms'] as number | null,
    inputBytes: cells['input_bytes'] as number | null,
    outputBytes: cells['output_bytes'] as number | null,
    outputPath: cells['output_path'] as string | null,
    reason: cells['reason'] as string | null,
    checks: checks.map(([id, outcome, mode, code]) => ({ id, outcome, mode, code })),
  };
}

/** A decision as it was recorded, from its document. */
export function decisionOf(document: ArrayBuffer): Decision {
  return JSON.parse(inflateRawSync(document).toString('utf8')) as Decision;
}
