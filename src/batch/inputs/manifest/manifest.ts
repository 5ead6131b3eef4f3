import { dirname, extname, resolve } from 'node:path';
import type { JobKind } from '../../item.js';
import type { Source, SourceOptions } from '../source.js';
import { Columns } from './columns.js';
import { csvRows } from './csv.js';
import { jsonlRows } from './jsonl.js';
import { parquetRows } from './parquet.js';
import { listedOf, type Row } from './row.js';

type Reader = (path: string, columns: Columns, needsOutput: boolean) => AsyncIterable<Row>;

/** By extension. */
const READERS: ReadonlyMap<string, Reader> = new Map([
  ['.csv', csvRows],
  ['.jsonl', jsonlRows],
  ['.ndjson', jsonlRows],
  ['.parquet', parquetRows],
]);

export function isManifest(path: string): boolean {
  return READERS.has(extname(path).toLowerCase());
}

export interface ManifestOptions extends SourceOptions {
  readonly job: JobKind;
  /** Whether nothing else says where outputs are. */
  readonly needsOutput: boolean;
  /** Paths of baselines by the names that rows may call them by. */
  readonly baselines: Readonly<Record<string, string>>;
}

/** Entries that a table names, in its order; also what is not there, and what it names twice. */
export function manifestSource(input: string, options: ManifestOptions): Source {
  const { job, needsOutput, baselines } = options;
  const path = resolve(input);
  const root = dirname(path);
  const read = READERS.get(extname(path).toLowerCase())!;
  return {
    input,
    root,
    isManifest: true,
    emptiness: 'names no file',
    covers: () => false,
    async *list() {
      const columns = new Columns(job, input);
      for await (const row of read(path, columns, needsOutput))
        yield listedOf(row, { base: root, needsOutput, baselines });
      const unused = columns.unused();
      if (unused.length > 0) options.tell(`${input}: not used: ${unused.join(', ')}`);
    },
  };
}
