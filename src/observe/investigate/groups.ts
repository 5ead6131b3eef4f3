import type { InvestigatedCheck, InvestigatedRow } from './row.js';

/** Subjects that have one thing wrong with them, among those where that could have been. */
export interface Group {
  /** Of all its subjects: suites have checks of one name that judge different things. */
  readonly suite: string;
  readonly outcome: 'failed' | 'inconclusive';
  /** A failure: the check. Inconclusive: all checks that could not be measured for this reason, most frequent first. */
  readonly checks: readonly string[];
  /** A failure: what it stumbled over, most frequent first. Inconclusive: the one reason. */
  readonly codes: readonly { readonly code: string; readonly count: number }[];
  readonly affected: readonly InvestigatedRow[];
  readonly judged: readonly InvestigatedRow[];
}

/**
 * What is wrong in each suite, by check for failures and by reason for what could not be measured: time that runs out or a
 * file that is not there keeps all checks from judging, and is one thing. Most subjects first.
 */
export function groupsOf(rows: readonly InvestigatedRow[]): Group[] {
  const suites = [...new Set(rows.map(({ suite }) => suite))];
  const groups = suites.flatMap((suite) =>
    groupsWithin(
      suite,
      rows.filter((row) => row.suite === suite),
    ),
  );
  return groups.sort((a, b) => b.affected.length - a.affected.length);
}

function groupsWithin(suite: string, rows: readonly InvestigatedRow[]): Group[] {
  const failures = [...idsWhere(rows, ({ outcome }) => outcome === 'failed')].map((id) => failureGroup(rows, id));
  const reasons = new Set(rows.flatMap((row) => [...reasonsOf(row)]));
  const groups = [...failures, ...[...reasons].map((reason) => inconclusiveGroup(rows, reason))];
  return groups.map((group) => ({ suite, ...group }));
}

/** What an inconclusive check without a code goes by, where no other check of its subject has one. */
const NO_CODE = 'no_code';

function failureGroup(rows: readonly InvestigatedRow[], id: string): Omit<Group, 'suite'> {
  const checkOf = (row: InvestigatedRow): InvestigatedCheck | undefined => row.checks.find((check) => check.id === id);
  const judged = rows.filter((row) => isJudged(checkOf(row)));
  const affected = judged.filter((row) => checkOf(row)?.outcome === 'failed');
  const codes = affected.flatMap((row) => checkOf(row)?.code ?? []);
  return { outcome: 'failed', checks: [id], codes: counted(codes), affected, judged };
}

/** What could not be measured was not judged, but could have been. */
function isJudged(check: InvestigatedCheck | undefined): boolean {
  return check !== undefined && check.outcome !== 'skipped' && check.outcome !== 'inconclusive';
}

function inconclusiveGroup(rows: readonly InvestigatedRow[], reason: string): Omit<Group, 'suite'> {
  const judged = rows.filter(({ checks }) => checks.some(({ outcome }) => outcome !== 'skipped'));
  const affected = judged.filter((row) => reasonsOf(row).has(reason));
  const ids = affected.flatMap(({ checks }) =>
    checks.flatMap(({ id, outcome, code }) => (outcome === 'inconclusive' && (code ?? NO_CODE) === reason ? [id] : [])),
  );
  const codes = [{ code: reason, count: affected.length }];
  return { outcome: 'inconclusive', checks: counted(ids).map(({ code }) => code), codes, affected, judged };
}

/** Why a subject's checks could not be measured. One that waits for another has no code of its own. */
function reasonsOf({ checks }: InvestigatedRow): Set<string> {
  const open = checks.filter(({ outcome }) => outcome === 'inconclusive');
  const codes = open.flatMap(({ code }) => code ?? []);
  return new Set(open.length > 0 && codes.length === 0 ? [NO_CODE] : codes);
}

function idsWhere(rows: readonly InvestigatedRow[], where: (check: InvestigatedCheck) => boolean): Set<string> {
  return new Set(rows.flatMap(({ checks }) => checks.filter(where).map(({ id }) => id)));
}

/** Most frequent first. */
export function counted(codes: readonly string[]): { readonly code: string; readonly count: number }[] {
  const counts = new Map<string, number>();
  for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts].map(([code, count]) => ({ code, count })).sort((a, b) => b.count - a.count);
}
