import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { UsageError } from '../../../core/errors.js';
import { INPUTS, type Columns } from './columns.js';
import { linesOf } from './lines.js';
import type { Row } from './row.js';
import { textBytes } from './text-bytes.js';

/** Characters of one line: some hundred times what two paths take. More is no table, or one quote is missing. */
const LONGEST_LINE = 2 ** 20;

interface Parsed {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/** Lines of a CSV file (RFC 4180, UTF-8) whose first one names the columns. Some 64 KiB are in memory at a time. */
export async function* csvRows(path: string, columns: Columns, needsOutput: boolean): AsyncGenerator<Row, void> {
  const file = Readable.from(textBytes(path), { objectMode: false });
  const parser = parse({ bom: true, skip_empty_lines: true, info: true, max_record_size: LONGEST_LINE });
  file.on('error', (error) => parser.destroy(error));
  file.pipe(parser);
  let header: readonly string[] | null = null;
  try {
    for await (const { record, info } of parser as AsyncIterable<Parsed>) {
      if (header === null) {
        const names = record.map((name) => name.trim());
        columns.require(names, needsOutput);
        header = names;
        continue;
      }
      const named = header.map((name, at) => [name, record[at]] as const);
      yield {
        values: Object.fromEntries(named.filter(([name]) => columns.reads(name))),
        place: `line ${info.lines} of ${path}`,
      };
    }
  } catch (error) {
    const separator = header === null ? await otherSeparator(path) : null;
    if (separator !== null) throw notCommas(path, separator, error);
    if (!(error instanceof CsvError)) throw error;
    throw new UsageError('invalid_manifest', `${path} cannot be read on: ${error.message}`, { cause: error });
  } finally {
    file.destroy();
  }
  if (header === null) columns.require([], needsOutput);
}

/** What spreadsheets write where the comma belongs to numbers, and databases when they are asked for text. */
const OTHERS: ReadonlyMap<string, string> = new Map([
  [';', 'semicolons'],
  ['\t', 'tabs'],
  ['|', 'vertical bars'],
]);

/** By what the first line, which could not be used, has its columns separated instead; null: that is not the matter. */
async function otherSeparator(path: string): Promise<string | null> {
  for await (const { text } of linesOf(path)) {
    const namesBy = (separator: string) => text.split(separator).map((cell) => cell.trim().replaceAll('"', ''));
    const isBy = (separator: string) => {
      const names = namesBy(separator);
      return names.length > 1 && INPUTS.some((input) => names.includes(input));
    };
    return [...OTHERS.keys()].find(isBy) ?? null;
  }
  return null;
}

function notCommas(path: string, separator: string, cause: unknown): UsageError {
  const message = `Columns of ${path} are separated by ${OTHERS.get(separator)}: save it with commas between them`;
  return new UsageError('invalid_manifest', message, { cause });
}
