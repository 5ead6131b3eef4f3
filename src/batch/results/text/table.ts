import type { Ink } from '../../../report/terminal/ink.js';
import { columns as columnsOf, padEnd, padStart, plain, shorten, type Kept } from '../../../report/terminal/text.js';

/** A column of a table in a terminal. */
export interface TextColumn<Row> {
  readonly head: string;
  readonly align: 'left' | 'right';
  readonly cell: (row: Row) => string;
  /** Where the table is too wide, columns go, the greatest of these first; absent: it stays. */
  readonly drop?: number;
  /** Columns that it may be cut to; absent: it is never cut. */
  readonly narrowest?: number;
  /** Which end of a text that is cut tells more. Default: start. */
  readonly keep?: Kept;
}

/** Paints a cell that is as wide as it will be shown. */
export type Paint<Row> = (row: Row, head: string, text: string) => string;

interface Shown<Row> {
  readonly column: TextColumn<Row>;
  readonly cells: readonly string[];
  readonly width: number;
}

const GAP = 2;

/** Rows below their heads. Columns without any cell are left out, and others where there is no room for them. */
export function tableOf<Row>(
  columns: readonly TextColumn<Row>[],
  rows: readonly Row[],
  width: number,
  ink: Ink,
  paint: Paint<Row> = (_row, _head, text) => text,
): string[] {
  const filled = columns
    .map((column) => measured(column, rows))
    .filter(({ cells }) => cells.some((cell) => cell !== ''));
  const shown = cut(dropped(filled, width), width);
  const line = (texts: (one: Shown<Row>) => string) => shown.map(texts).join(' '.repeat(GAP)).trimEnd();
  return [
    ink.dim(line((one) => aligned(one, one.column.head))),
    ...rows.map((row, index) => line((one) => paint(row, one.column.head, aligned(one, one.cells[index] ?? '')))),
  ];
}

function measured<Row>(column: TextColumn<Row>, rows: readonly Row[]): Shown<Row> {
  const cells = rows.map((row) => plain(column.cell(row)));
  return { column, cells, width: Math.max(columnsOf(column.head), ...cells.map(columnsOf)) };
}

/** Without the columns that have to go for the narrowest of all others to fit. */
function dropped<Row>(shown: readonly Shown<Row>[], width: number): readonly Shown<Row>[] {
  const least = totalOf(shown.map((one) => Math.min(one.width, one.column.narrowest ?? one.width)));
  const first = Math.max(...shown.map(({ column }) => column.drop ?? 0));
  if (least <= width || first <= 0) return shown;
  return dropped(
    shown.filter(({ column }) => (column.drop ?? 0) < first),
    width,
  );
}

/** What is too much goes from the columns that may be cut, the last of them first. */
function cut<Row>(shown: readonly Shown<Row>[], width: number): readonly Shown<Row>[] {
  let excess = totalOf(shown.map((one) => one.width)) - width;
  const widths = shown.toReversed().map((one) => {
    const narrowest = Math.min(one.width, one.column.narrowest ?? one.width);
    const less = Math.min(Math.max(0, excess), one.width - narrowest);
    excess -= less;
    return { ...one, width: one.width - less };
  });
  return widths.reverse();
}

function totalOf(widths: readonly number[]): number {
  return widths.reduce((sum, each) => sum + each + GAP, -GAP);
}

function aligned<Row>({ column, width }: Shown<Row>, text: string): string {
  const short = shorten(text, width, column.keep ?? 'start');
  return column.align === 'left' ? padEnd(short, width) : padStart(short, width);
}
