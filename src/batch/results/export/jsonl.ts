import { join } from 'node:path';
import { jsonText } from '../../../core/visible.js';
import { COLUMNS } from '../columns.js';
import type { ResultRow } from '../row.js';
import type { RowFile } from './format.js';
import { WholeFile } from './whole-file.js';

/** One JSON document a line, its columns in the order of all files, however the row was put together. */
export async function jsonlFile(folder: string): Promise<RowFile> {
  const name = 'results.jsonl';
  const file = await WholeFile.create(join(folder, name));
  return {
    name,
    add: (row) => file.text(`${jsonText(ordered(row))}\n`),
    commit: () => file.commit(),
    discard: () => file.discard(),
  };
}

function ordered(row: ResultRow): Readonly<Record<string, unknown>> {
  return Object.fromEntries(COLUMNS.map(({ name }) => [name, row[name as keyof ResultRow]]));
}
