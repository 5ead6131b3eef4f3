import type { SchemaElement } from 'hyparquet';
import type * as Packages from 'hyparquet-writer';
import { join } from 'node:path';
import { whyUnusable } from '../../../core/on-demand.js';
import { COLUMNS, type Column } from '../columns.js';
import type { ResultRow } from '../row.js';
import type { RowFile } from './format.js';
import { WholeFile } from './whole-file.js';

/** Rows in memory at once: 10 MB of them, and a million rows have a footer of a hundred groups. */
export const ROW_GROUP = 10_000;

/** hyparquet-writer, or why there is none. */
async function packageOf(): Promise<typeof Packages | string> {
  try {
    return await import('hyparquet-writer');
  } catch (error) {
    return whyUnusable(error, ['hyparquet-writer']);
  }
}

/** @returns why no Parquet can be written, where its package is not there */
export async function parquetFile(folder: string): Promise<RowFile | string> {
  const found = await packageOf();
  if (typeof found === 'string') return found;
  const { ByteWriter, ParquetWriter } = found;
  const name = 'results.parquet';
  const file = await WholeFile.create(join(folder, name));
  const writer = new ByteWriter();
  const parquet = new ParquetWriter({
    writer,
    schema: schemaOf(COLUMNS),
    createdBy: 'pressproof',
    kvMetadata: [{ key: 'pressproof.schemaVersion', value: '1' }],
  });
  let rows: ResultRow[] = [];

  const writeOut = async () => {
    await file.bytes(writer.getBytes());
    writer.index = 0;
  };
  const writeGroup = async () => {
    const columnData = COLUMNS.map((column) => ({ name: column.name, data: rows.map((row) => valueOf(column, row)) }));
    rows = [];
    await parquet.write({ columnData, rowGroupSize: ROW_GROUP });
    await writeOut();
  };
  return {
    name,
    add(row) {
      rows.push(row);
      return rows.length === ROW_GROUP ? writeGroup() : undefined;
    },
    async commit() {
      if (rows.length > 0) await writeGroup();
      await parquet.finish();
      await writeOut();
      return await file.commit();
    },
    discard: () => file.discard(),
  };
}

const TYPES: Readonly<Record<Exclude<Column['type'], 'list'>, Omit<SchemaElement, 'name'>>> = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  json: { type: 'BYTE_ARRAY', converted_type: 'JSON' },
  integer32: { type: 'INT32' },
  integer64: { type: 'INT64' },
  number: { type: 'DOUBLE' },
  boolean: { type: 'BOOLEAN' },
  time: { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' },
};

/** The tree in the order in which a footer has it: parents before children. */
function schemaOf(columns: readonly Column[]): SchemaElement[] {
  return [{ name: 'result', num_children: columns.length }, ...columns.flatMap(elementsOf)];
}

function elementsOf({ name, type, nullable }: Column): SchemaElement[] {
  const repetition_type = nullable ? 'OPTIONAL' : 'REQUIRED';
  if (type !== 'list') return [{ name, ...TYPES[type], repetition_type }];
  return [
    { name, repetition_type, converted_type: 'LIST', num_children: 1 },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    { name: 'element', ...TYPES.text, repetition_type: 'REQUIRED' },
  ];
}

function valueOf({ name, type }: Column, row: ResultRow): unknown {
  const value = row[name as keyof ResultRow];
  if (value === null) return null;
  if (type === 'integer64') return BigInt(value as number);
  return type === 'time' ? new Date(value as string) : value;
}
