import { bytesText } from '../../core/bytes-text.js';
import type { Verdict } from '../../core/outcome.js';
import type { Report } from '../../core/report.js';
import { aboutArtifact, savedShare, sizesOf, subjectName, summarize, verdictCounts, whyVerdict } from '../summary.js';
import { VERDICT_SYMBOLS } from '../symbols.js';
import { percentText, savedText } from '../units.js';
import type { Ink } from './ink.js';
import { columns, padEnd, padStart, plain, shorten, wrap } from './text.js';

interface Row {
  readonly verdict: Verdict;
  /** verdict, subject, made by, before, after, saved */
  readonly cells: readonly [string, string, string, string, string, string];
  readonly why: string;
}

const HEAD = ['verdict', 'subject', 'made by', 'before', 'after', 'saved'] as const;
const SUBJECT = 1;
const MADE_BY = 2;
const FIRST_NUMBER = 3;
const GAP = '  ';
/** A path shorter than this no longer names a file. */
const NARROWEST_SUBJECT = 12;
/** As wide as its heading: with an inconclusive row the whole then fits 60 columns. */
const NARROWEST_MADE_BY = 7;
/** Room that a finding needs to stand in the row; with less it goes on lines of its own. */
const NARROWEST_WHY = 36;

/** Many subjects: one row each in the order given, the first failing check beside it, and the sums below. */
export function tableLines(
  reports: readonly Report[],
  labels: readonly (string | undefined)[],
  ink: Ink,
  width: number,
): string[] {
  const rows = reports.map((report, index) => rowOf(report, labels[index]));
  const widths = HEAD.map((name, column) => {
    const longest = Math.max(0, ...rows.map(({ cells }) => columns(cells[column] ?? '')));
    // a column in which every cell is empty is not shown
    return longest === 0 ? 0 : Math.max(columns(name), longest);
  });
  shrink(widths, SUBJECT, NARROWEST_SUBJECT, width);
  shrink(widths, MADE_BY, NARROWEST_MADE_BY, width);
  const spare = width - rowWidth(widths) - GAP.length;
  const whyWidth = spare >= NARROWEST_WHY ? spare : 0;
  const head = line(HEAD, widths);
  return [
    ink.dim((whyWidth > 0 ? `${head}${GAP}first finding` : head).trimEnd()),
    ...rows.flatMap((row) => rowLines(row, widths, whyWidth, ink, width)),
    '',
    ...footLines(reports, width),
  ];
}

/** Takes from one column what the row is too wide by, as far as that column may shrink. Numbers are never cut. */
function shrink(widths: number[], column: number, narrowest: number, width: number): void {
  const own = widths[column] ?? 0;
  const excess = rowWidth(widths) - width;
  if (excess > 0 && own > narrowest) widths[column] = Math.max(narrowest, own - excess);
}

function rowWidth(widths: readonly number[]): number {
  return widths.reduce((total, each) => total + (each === 0 ? 0 : each + GAP.length), -GAP.length);
}

function rowOf(report: Report, label: string | undefined): Row {
  const sizes = sizesOf(report);
  const saved = sizes && savedShare(sizes);
  return {
    verdict: report.verdict,
    cells: [
      `${VERDICT_SYMBOLS[report.verdict]} ${report.verdict}`,
      plain(subjectName(report)),
      plain(label ?? [report.operation, ...aboutArtifact(report)].join(' ')),
      sizes ? bytesText(sizes.original) : '',
      sizes ? bytesText(sizes.output) : '',
      saved === null ? '' : percentText(saved),
    ],
    why: plain(whyVerdict(report)),
  };
}

function rowLines({ verdict, cells, why }: Row, widths: readonly number[], whyWidth: number, ink: Ink, width: number) {
  const [status, ...others] = cells;
  const painted = `${ink.of(verdict, padEnd(status, widths[0] ?? 0))}${GAP}`;
  const row = painted + line(others, widths.slice(1));
  if (why === '') return [row.trimEnd()];
  if (whyWidth > 0) return [`${row}${GAP}${shorten(why, whyWidth, 'start')}`];
  return [row.trimEnd(), ...wrap(why, width - 4).map((part) => `    ${ink.dim(part)}`)];
}

/** Cells side by side; numbers are the last three columns and aligned to the right. */
function line(cells: readonly string[], widths: readonly number[]): string {
  const offset = HEAD.length - cells.length;
  const shown = cells.flatMap((cell, index) => {
    const width = widths[index] ?? 0;
    if (width === 0) return [];
    const column = index + offset;
    if (column >= FIRST_NUMBER) return [padStart(cell, width)];
    return [padEnd(shorten(cell, width, column === SUBJECT ? 'end' : 'start'), width)];
  });
  return shown.join(GAP);
}

function footLines(reports: readonly Report[], width: number): string[] {
  const summary = summarize(reports);
  const share = savedShare(summary.kept);
  const saved =
    share === null
      ? ''
      : ` · fit outputs ${bytesText(summary.kept.original)} → ${bytesText(summary.kept.output)}, ${savedText(share)}`;
  return wrap(`${reports.length} subjects: ${verdictCounts(summary)}${saved}`, width);
}
