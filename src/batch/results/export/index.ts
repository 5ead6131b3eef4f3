import { join } from 'node:path';
import { jsonText } from '../../../core/visible.js';
import type { RunReader } from '../../journal/reader.js';
import { csvFile } from './csv.js';
import type { RowFile } from './format.js';
import { jsonlFile } from './jsonl.js';
import { frontsFile } from './fronts.js';
import { parquetFile } from './parquet.js';
import { WholeFile } from './whole-file.js';
import { Summarizing, type Summary } from '../summary/index.js';

export interface Exported {
  readonly summary: Summary;
  /** Results in each file. */
  readonly rows: number;
  readonly files: readonly { readonly name: string; readonly bytes: number }[];
  /** What could not be written, and what would help. */
  readonly missing: readonly { readonly name: string; readonly reason: string }[];
}

/**
 * Writes results.jsonl, results.csv and results.parquet of what is done by now, in the order of the run, and what they
 * come to: summary.json and, where outputs were made, fronts.jsonl. They replace older ones when all of them are whole;
 * memory does not grow with the number of rows.
 * @param folder - where to; it exists
 * @throws what the operating system refuses, StoreError, the signal's reason; older files are untouched then
 */
export async function exportResults(
  reader: Pick<RunReader, 'rows'>,
  folder: string,
  signal?: AbortSignal,
): Promise<Exported> {
  const files: RowFile[] = [];
  const fronts = frontsFile(folder);
  const summarizing = new Summarizing();
  try {
    files.push(await jsonlFile(folder));
    files.push(await csvFile(folder));
    const parquet = await parquetFile(folder);
    if (typeof parquet !== 'string') files.push(parquet);
    const missing = typeof parquet === 'string' ? [{ name: 'results.parquet', reason: parquet }] : [];
    let rows = 0;
    for (const row of reader.rows()) {
      signal?.throwIfAborted();
      for (const file of files) await file.add(row);
      await fronts.add(summarizing.add(row));
      rows += 1;
    }
    await fronts.add(summarizing.endInputs());
    const summary = summarizing.end();
    const written = [];
    for (const file of files) written.push({ name: file.name, bytes: await file.commit() });
    written.push(...(await fronts.commit()), await summaryFile(folder, summary));
    return { summary, rows, files: written, missing };
  } finally {
    for (const file of [...files, fronts]) await file.discard();
  }
}

async function summaryFile(folder: string, summary: Summary) {
  const name = 'summary.json';
  const file = await WholeFile.create(join(folder, name));
  try {
    await file.text(`${jsonText(summary, 2)}\n`);
    return { name, bytes: await file.commit() };
  } finally {
    await file.discard();
  }
}
