import { join } from 'node:path';
import type { RowFile } from './format.js';
import { WholeFile } from './whole-file.js';

/** One JSON document a line. */
export async function jsonlFile(folder: string): Promise<RowFile> {
  const name = 'results.jsonl';
  const file = await WholeFile.create(join(folder, name));
  return {
    name,
    add: (row) => file.text(`${JSON.stringify(row)}\n`),
    commit: () => file.commit(),
    discard: () => file.discard(),
  };
}
