import { createReadStream } from 'node:fs';
import { CsvError, parse } from 'csv-parse';
import { UsageError } from '../../../core/errors.js';
import type { Columns } from './columns.js';
import type { Row } from './row.js';

/** Characters of one line: some hundred times what two paths take. More is no table, or one quote is missing. */
const LONGEST_LINE = 2 ** 20;

interface Parsed {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/** Lines of a CSV file (RFC 4180, UTF-8) whose first one names the columns. Some 64 KiB are in memory at a time. */
export async function* csvRows(path: string, columns: Columns, needsOutput: boolean): AsyncGenerator<Row, void> {
  const file = createReadStream(path);
  const parser = parse({ bom: true, skip_empty_lines: true, info: true, max_record_size: LONGEST_LINE });
  file.on('error', (error) => parser.destroy(error));
  file.pipe(parser);
  let header: readonly string[] | null = null;
  try {
    for await (const { record, info } of parser as AsyncIterable<Parsed>) {
      if (header === null) {
        header = record.map((name) => name.trim());
        columns.require(header, needsOutput);
        continue;
      }
      const named = header.map((name, at) => [name, record[at]] as const);
      yield {
        values: Object.fromEntries(named.filter(([name]) => columns.reads(name))),
        place: `line ${info.lines} of ${path}`,
      };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new UsageError('invalid_manifest', `${path} cannot be read on: ${error.message}`, { cause: error });
  } finally {
    file.destroy();
  }
  if (header === null) columns.require([], needsOutput);
}
