import { columns, padEnd, padStart, plain, wrap } from '../../report/terminal/text.js';

const GAP = '  ';
/** Narrower, the last column would be a letter or two a line: then a row is one line, however long. */
const NARROWEST_LAST = 16;

/** Rows side by side, indented; sizes are aligned to the right, and the last column goes on below itself. */
export function aligned(raw: readonly (readonly string[])[], width: number): string[] {
  const rows = raw.map((row) => row.map(plain));
  const count = Math.max(0, ...rows.map(({ length }) => length));
  const widths = Array.from({ length: count }, (_, at) => Math.max(...rows.map((row) => columns(row[at] ?? ''))));
  const indent = widths.slice(0, -1).reduce((sum, own) => sum + own + GAP.length, GAP.length);
  const room = width - indent;
  return rows.flatMap((row) => {
    const last = row.length === count ? (row[count - 1] ?? '') : '';
    const isLong = columns(last) > room && room >= NARROWEST_LAST;
    const [first = '', ...rest] = isLong ? wrap(last, room) : [last];
    const cells = [...row.slice(0, count - 1), ...(last === '' ? [] : [first])];
    const line = cells.map((cell, at) => (isSize(cell) ? padStart : padEnd)(cell, widths[at] ?? 0)).join(GAP);
    return [`${GAP}${line}`.trimEnd(), ...rest.map((more) => ' '.repeat(indent) + more)];
  });
}

/** `32 x 64`, or what has no dimensions. */
export function shapeText(shape: readonly number[]): string {
  return shape.length === 0 ? 'a single value' : shape.join(' x ');
}

function isSize(cell: string): boolean {
  return /^[\d.]+\u00a0[kMGT]?B$/.test(cell);
}
