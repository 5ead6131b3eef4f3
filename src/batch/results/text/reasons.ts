import type { Ink } from '../../../report/terminal/ink.js';
import { countText } from '../../../report/units.js';
import type { ErrorCount, Reason } from '../summary/shape.js';
import { tableOf, type TextColumn } from './table.js';

/** A check that is no pass for a recipe, whatever it stumbled over. */
interface Failing extends Pick<Reason, 'recipe' | 'check' | 'count' | 'of' | 'example'> {
  /** The most frequent first, with how often; empty where the check names none. */
  readonly findings: readonly string[];
}

const REASONS: readonly TextColumn<Failing>[] = [
  { head: 'items', align: 'right', cell: ({ count, of }) => `${countText(count)} of ${countText(of)}` },
  { head: 'recipe', align: 'left', cell: ({ recipe }) => recipe ?? '', narrowest: 30, keep: 'both' },
  { head: 'check', align: 'left', cell: ({ check }) => check },
  { head: 'e.g.', align: 'left', cell: ({ example }) => example.name, narrowest: 12, keep: 'end' },
  { head: 'over', align: 'left', cell: ({ findings }) => findings.join(', '), narrowest: 24, drop: 1 },
  { head: 'which says', align: 'left', cell: whyText, narrowest: 24, drop: 2 },
];

/** The check has a column of its own. */
function whyText({ check, example }: Failing): string {
  const { reason } = example;
  return reason?.startsWith(`${check}: `) ? reason.slice(check.length + 2) : '';
}

/** Which checks fail (or say something else that is no pass) for which recipe, the most frequent first. */
export function failing(reasons: readonly Reason[], wanted: Reason['outcome']): Failing[] {
  const byCheck = new Map<string, Reason[]>();
  for (const reason of reasons.filter(({ outcome }) => outcome === wanted)) {
    const key = JSON.stringify([reason.recipe, reason.check]);
    byCheck.set(key, [...(byCheck.get(key) ?? []), reason]);
  }
  return [...byCheck.values()].map(merged).sort((a, b) => b.count - a.count);
}

/** @param reasons - at least one, the most frequent first */
function merged(reasons: readonly Reason[]): Failing {
  const { recipe, check, of, example } = reasons[0]!;
  const count = reasons.reduce((sum, reason) => sum + reason.count, 0);
  const findings = reasons.flatMap((reason) =>
    reason.finding === null ? [] : [`${reason.finding} ${countText(reason.count)}`],
  );
  return { recipe, check, count, of, example, findings };
}

export function reasonLines(reasons: readonly Failing[], width: number, ink: Ink): string[] {
  return tableOf(REASONS, reasons, width, ink);
}

const ERRORS: readonly TextColumn<ErrorCount>[] = [
  { head: 'items', align: 'right', cell: ({ count }) => countText(count) },
  { head: 'engine', align: 'left', cell: ({ engine }) => engine ?? '', narrowest: 14 },
  { head: 'code', align: 'left', cell: ({ code }) => code, narrowest: 20 },
  { head: 'e.g.', align: 'left', cell: ({ example }) => example.name, narrowest: 12, keep: 'end' },
  { head: 'because', align: 'left', cell: ({ example }) => example.reason ?? '', narrowest: 24, drop: 1 },
];

export function errorLines(errors: readonly ErrorCount[], width: number, ink: Ink): string[] {
  return tableOf(ERRORS, errors, width, ink);
}
