import { parse } from 'csv-parse/sync';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { COLUMNS, type Column } from '../../../src/batch/results/columns.js';

type Row = Record<string, unknown>;

export function jsonlRows(folder: string): Row[] {
  const lines = readFileSync(join(folder, 'results.jsonl'), 'utf8').split('\n');
  if (lines.pop() !== '') throw new Error('results.jsonl does not end with a newline');
  return lines.map((line) => JSON.parse(line) as Row);
}

/** As docs/results.md says that a program reads it. */
export function csvRows(folder: string): Row[] {
  const [head, ...rows] = parse(readFileSync(join(folder, 'results.csv')), { record_delimiter: '\r\n' });
  const columns = head!.map((name) => COLUMNS.find((column) => column.name === name)!);
  return rows.map((cells) =>
    Object.fromEntries(cells.map((cell, index) => [columns[index]!.name, valueOf(columns[index]!, cell)])),
  );
}

function valueOf({ type, nullable }: Column, cell: string): unknown {
  if (cell === '' && nullable) return null;
  if (type === 'text') return cell.startsWith("'") ? cell.slice(1) : cell;
  if (type === 'time') return cell;
  if (type === 'list') return cell === '' ? [] : cell.split('|');
  return JSON.parse(cell);
}

export async function parquetRows(folder: string): Promise<Row[]> {
  const file = await asyncBufferFromFile(join(folder, 'results.parquet'));
  const rows = (await parquetReadObjects({ file })) as Row[];
  return rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, asJson(value)])));
}

function asJson(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  return value instanceof Date ? value.toISOString() : value;
}
