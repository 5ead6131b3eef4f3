import type { Decision } from '../../core/decision.js';
import type { CheckOutcome, FileRef, Report } from '../../core/report.js';
import { askedOf } from '../../guard/expectation.js';
import { doesCount } from '../../report/check-mode.js';
import { decidingCheck, whyVerdict } from '../../report/summary.js';
import { findingCode } from '../../store/finding-code.js';
import type { Item } from '../item.js';
import type { Loss, Outcome, Reply, Task } from '../task.js';
import { figuresOf } from './figures.js';
import type { ResultRow } from './row.js';

/**
 * The result of an item, from what became of its task.
 * @param result - a Loss: the last of those for which the item is set aside
 * @param attempts - how many workers had it, the last included
 * @param finishedAt - ms since 1970
 */
export function rowOf(
  item: Item,
  task: Pick<Task, 'job' | 'target'>,
  result: Reply | Loss,
  attempts: number,
  finishedAt: number,
): ResultRow {
  const reply = 'outcome' in result ? result : null;
  const outcome = 'outcome' in result ? result.outcome : lostOutcome(result);
  const decision = outcome.kind === 'judged' ? outcome.decision : null;
  const report = decision?.report ?? null;
  const published = outcome.kind === 'judged' && outcome.written !== null;
  const files = filesOf(outcome, decision);
  const row: ResultRow = {
    schemaVersion: 1,
    item: item.key,
    ordinal: item.ordinal,
    job: task.job,
    input: item.entry.input,
    name: item.entry.name,
    inputBytes: files.input.bytes,
    inputSha256: files.input.sha256,
    ...madeBy(item, decision),
    operation: report?.operation ?? operationOf(item, task.job),
    expectation: report?.expectation ?? null,
    output: (task.job === 'compress' ? published && task.target : item.entry.output) || null,
    outputBytes: files.output.bytes,
    outputSha256: files.output.sha256,
    sizeRatio: ratioOf(files.output.bytes, files.input.bytes),
    status: 'outcome' in result ? (report?.verdict ?? 'error') : 'set_aside',
    published,
    ...findingsOf(report),
    ...(outcome.kind === 'error' && { errorCode: outcome.code, reason: outcome.message }),
    failedStage: outcome.failedStage,
    mode: report?.mode ?? null,
    coverage: report?.coverage.level ?? null,
    framesCompared: report?.coverage.framesCompared ?? null,
    framesTotal: report?.coverage.framesTotal ?? null,
    ...figuresOf(report),
    compressMs: decision?.compression?.durationMs ?? null,
    validateMs: decision?.validationMs ?? null,
    totalMs: reply?.durationMs ?? null,
    attempts,
    worker: reply?.worker ?? null,
    finishedAt: new Date(finishedAt).toISOString(),
    decision: decision?.id ?? null,
  };
  return wellFormed(row);
}

function lostOutcome({ reason }: Loss): Outcome & { readonly kind: 'error' } {
  return { kind: 'error', code: 'worker_lost', message: reason, failedStage: null };
}

/** Unknown: a file that could not be read, or none. */
const NO_FILE: Omit<FileRef, 'path'> = { bytes: null, sha256: null };

function filesOf(outcome: Outcome, decision: Decision | null) {
  const { original, output, file } = decision?.report.subject ?? {};
  const compression = decision?.compression ?? null;
  const written = outcome.kind === 'judged' ? outcome.written : null;
  return {
    input: original ?? file ?? { ...NO_FILE, bytes: compression?.inputBytes ?? null },
    output: written ?? output ?? { ...NO_FILE, bytes: compression?.outputBytes ?? null },
  };
}

function ratioOf(output: number | null, input: number | null): number | null {
  return output === null || input === null || input === 0 ? null : output / input;
}

function madeBy({ recipe }: Item, decision: Decision | null) {
  const stages = recipe?.stages ?? [];
  const [only] = stages;
  return {
    recipe: recipe?.label ?? null,
    engine: recipe ? stages.map(({ engine }) => engine).join(' | ') : null,
    engineVersion: decision?.compression?.engineVersion ?? null,
    parameters: only && stages.length === 1 ? only.parameters : {},
  };
}

/** What the output would have been judged as. */
function operationOf({ entry, recipe }: Item, job: Task['job']): string {
  if (job === 'scan') return 'scan';
  if (job === 'artifacts') return 'validate';
  if (recipe === null) return entry.operation ?? 'recompress';
  const [only] = recipe.stages;
  if (only?.operation !== undefined && recipe.stages.length === 1) return only.operation;
  const asked = recipe.stages.map(({ parameters }) => parameters);
  return askedOf(Object.assign({}, ...asked), []).operation;
}

/** Of what counts; a check in shadow does not. */
function findingsOf(report: Report | null) {
  const counted = report ? report.checks.filter((check) => doesCount(check, report)) : [];
  const idsOf = (...outcomes: CheckOutcome['outcome'][]) =>
    counted.filter(({ outcome }) => outcomes.includes(outcome)).map(({ id }) => id);
  const deciding = report && decidingCheck(report);
  return {
    failedChecks: idsOf('failed'),
    // the one that decides comes first
    otherChecks: [...idsOf('inconclusive'), ...idsOf('warned')],
    finding: (deciding && findingCode(deciding)) ?? null,
    reason: (report && whyVerdict(report)) || null,
    errorCode: null,
  };
}

/** Half a surrogate pair, which a manifest may hold, has no bytes in UTF-8: tables could not say what JSON says. */
function wellFormed(row: ResultRow): ResultRow {
  const text = JSON.stringify(row);
  // JSON.stringify escapes them, and hardly anything else, this way
  return /\\ud[89a-f]/.test(text) ? (JSON.parse(text, replaceHalves) as ResultRow) : row;
}

function replaceHalves(_: string, value: unknown): unknown {
  return typeof value === 'string' ? value.replace(/\p{Surrogate}/gu, '\ufffd') : value;
}
