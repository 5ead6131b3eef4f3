import { join } from 'node:path';
import { COLUMNS, type Column } from '../columns.js';
import type { ResultRow } from '../row.js';
import type { RowFile } from './format.js';
import { WholeFile } from './whole-file.js';

/** Between the texts of a list; no check id holds it. */
const LIST_SEPARATOR = '|';

/**
 * What spreadsheets take for a formula, in Latin and full width, and the mark against it itself, so that taking one mark
 * away gives every text back. https://owasp.org/www-community/attacks/CSV_Injection
 */
const FORMULA = /^[=+\-@＝＋－＠\t\r\n']/;
/** RFC 4180, and spaces at the ends, which some readers drop. */
const NEEDS_QUOTES = /[",\r\n]|^\s|\s$/;

/** RFC 4180: comma, CRLF, quotes doubled; the first line has the names. */
export async function csvFile(folder: string): Promise<RowFile> {
  const name = 'results.csv';
  const file = await WholeFile.create(join(folder, name));
  await file.text(lineOf(COLUMNS.map((column) => column.name)));
  return {
    name,
    add: (row) => file.text(csvLine(row)),
    commit: () => file.commit(),
    discard: () => file.discard(),
  };
}

/** Ends with CRLF. */
function csvLine(row: ResultRow): string {
  return lineOf(COLUMNS.map((column) => cellOf(column, row[column.name as keyof ResultRow])));
}

function lineOf(cells: readonly string[]): string {
  return `${cells.map(quoted).join(',')}\r\n`;
}

/** null is an empty cell: what can be null is never an empty text. */
function cellOf({ type }: Column, value: ResultRow[keyof ResultRow]): string {
  if (value === null) return '';
  if (type === 'list') return (value as readonly string[]).join(LIST_SEPARATOR);
  if (typeof value !== 'string') return JSON.stringify(value);
  return FORMULA.test(value) ? `'${value}` : value;
}

function quoted(cell: string): string {
  return NEEDS_QUOTES.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
