import type { Outcome, Verdict } from '../../core/outcome.js';
import type { Report } from '../../core/report.js';
import { modeText } from '../../report/check-mode.js';
import { coverageText, environmentOf, subjectName, whyVerdict } from '../../report/summary.js';
import { OUTCOME_SYMBOLS, VERDICT_SYMBOLS } from '../../report/symbols.js';
import type { Ink } from '../../report/terminal/ink.js';
import { beside, columns, padEnd, plain, wrap } from '../../report/terminal/text.js';

interface Cell {
  readonly status: Outcome | Verdict;
  readonly text: string;
}

/** One artifact in every environment: a column each, a row a check, and why one is not fit. */
export function matrixLines(reports: readonly Report[], ink: Ink, width: number): string[] {
  const names = reports.map((report) => plain(environmentOf(report) ?? ''));
  const ids = [...new Set(reports.flatMap(({ checks }) => checks.map(({ id }) => id)))];
  const rows: [string, Cell[]][] = [
    ['verdict', reports.map(({ verdict }) => ({ status: verdict, text: `${VERDICT_SYMBOLS[verdict]} ${verdict}` }))],
    ...ids.map((id): [string, Cell[]] => [id, reports.map((report) => cellOf(report, id))]),
  ];
  const first = Math.max(...rows.map(([name]) => columns(name)));
  const widths = names.map((name, at) => Math.max(columns(name), ...rows.map(([, cells]) => columns(cells[at]!.text))));
  const line = (name: string, cells: readonly string[]) => `  ${padEnd(name, first)}  ${cells.join('  ')}`.trimEnd();
  const widest = Math.max(0, ...names.map(columns));
  const why = reports.flatMap((report, at) => {
    const text = whyVerdict(report);
    return text === ''
      ? []
      : beside(names[at]!, widest, plain(text), width - widest - 4).map((parts) => `  ${parts.join('  ')}`);
  });
  return [
    ink.bold(plain(reports[0] ? subjectName(reports[0]) : '')),
    ink.dim(
      line(
        '',
        names.map((name, at) => padEnd(name, widths[at]!)),
      ),
    ),
    ...rows.map(([name, cells]) =>
      line(
        name,
        cells.map(({ status, text }, at) => ink.of(status, padEnd(text, widths[at]!))),
      ),
    ),
    ...(why.length === 0 ? [] : ['', ...why]),
    ...(reports[0]
      ? [
          '',
          ...wrap(`${coverageText(reports[0])} · ${modeText(reports[0])}`, width - 2).map(
            (text) => `  ${ink.dim(text)}`,
          ),
        ]
      : []),
  ];
}

function cellOf({ checks }: Report, id: string): Cell {
  const outcome = checks.find((check) => check.id === id)?.outcome ?? 'skipped';
  return { status: outcome, text: `${OUTCOME_SYMBOLS[outcome]} ${outcome}` };
}
