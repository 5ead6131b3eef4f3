import * as zlib from 'node:zlib';
import type * as Parquet from 'hyparquet';
import { PressproofError, reasonOf, UsageError } from '../../../core/errors.js';
import { whyUnusable } from '../../../core/on-demand.js';
import type { Columns } from './columns.js';
import type { Row } from './row.js';

/** Rows decoded at once: pages before them are passed over, so that a group of a million rows is never whole in memory. */
const SLICE = 10_000;

/** Bytes of one page. Writers make them of 1 MiB; a file that claims more than this is out to fill the memory. */
const LARGEST_PAGE = 100_000_000;

/** Rows of a Parquet file, slice by slice. */
export async function* parquetRows(path: string, columns: Columns, needsOutput: boolean): AsyncGenerator<Row, void> {
  const parquet = await packageFor(path);
  try {
    const file = await parquet.asyncBufferFromFile(path);
    const metadata = await parquet.parquetMetadataAsync(file);
    const names = parquet.parquetSchema(metadata).children.map(({ element }) => element.name);
    columns.require(names, needsOutput);
    const read = {
      file,
      metadata,
      columns: names.filter((name) => columns.reads(name)),
      compressors: compressorsOf(parquet),
    };
    let groupStart = 0;
    for (const { num_rows: count } of metadata.row_groups) {
      const groupEnd = groupStart + Number(count);
      // a slice within one group, since each group that is touched is fetched
      for (let start = groupStart; start < groupEnd; start += SLICE) {
        const end = Math.min(start + SLICE, groupEnd);
        const rows = await parquet.parquetReadObjects({ ...read, rowStart: start, rowEnd: end, useOffsetIndex: true });
        for (const [at, values] of rows.entries())
          yield { values: values as Row['values'], place: `row ${start + at + 1} of ${path}` };
      }
      groupStart = groupEnd;
    }
  } catch (error) {
    if (error instanceof PressproofError || (error as NodeJS.ErrnoException).code === 'ENOENT') throw error;
    throw new UsageError('invalid_manifest', `${path} cannot be read as Parquet: ${reasonOf(error)}`, { cause: error });
  }
}

async function packageFor(path: string): Promise<typeof Parquet> {
  try {
    return await import('hyparquet');
  } catch (error) {
    const reason = whyUnusable(error, ['hyparquet']);
    throw new UsageError('parquet_unavailable', `${path} cannot be read: ${reason}`, { cause: error });
  }
}

/** What hyparquet has (Snappy) and what Node has. zstd came with Node 22.15. */
function compressorsOf({ snappyUncompress }: typeof Parquet): Parquet.Compressors {
  const { zstdDecompressSync: zstd } = zlib as { zstdDecompressSync?: typeof zlib.gunzipSync };
  const bounded = (expand: (input: Uint8Array, size: number) => Uint8Array) => (input: Uint8Array, size: number) => {
    if (size > LARGEST_PAGE) throw new Error(`a page claims ${size} bytes; at most ${LARGEST_PAGE} are read`);
    return expand(input, size);
  };
  return {
    SNAPPY: bounded((input, size) => {
      const output = new Uint8Array(size);
      snappyUncompress(input, output);
      return output;
    }),
    GZIP: bounded((input, size) => zlib.gunzipSync(input, { maxOutputLength: Math.max(size, 1) })),
    BROTLI: bounded((input, size) => zlib.brotliDecompressSync(input, { maxOutputLength: Math.max(size, 1) })),
    ...(zstd && { ZSTD: bounded((input, size) => zstd(input, { maxOutputLength: Math.max(size, 1) })) }),
  };
}
