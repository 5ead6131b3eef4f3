import { isObject } from '../../../config/layer.js';
import { reasonOf, UsageError } from '../../../core/errors.js';
import type { Columns } from './columns.js';
import { linesOf } from './lines.js';
import type { Row } from './row.js';

/** Objects of a JSON Lines file (https://jsonlines.org), one a line; empty lines are passed over. */
export async function* jsonlRows(path: string, columns: Columns, needsOutput: boolean): AsyncGenerator<Row, void> {
  for await (const { text, line } of linesOf(path)) {
    if (text.trim() === '') continue;
    const place = `line ${line} of ${path}`;
    const stated = Object.entries(objectIn(text, place)).filter(([name]) => columns.reads(name));
    // each line may have other names
    columns.require(
      stated.map(([name]) => name),
      needsOutput,
      place,
    );
    yield { values: Object.fromEntries(stated), place };
  }
}

function objectIn(text: string, place: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UsageError('invalid_manifest', `Expected a JSON object for ${place}: ${reasonOf(error)}`, {
      cause: error,
    });
  }
  if (!isObject(value)) throw new UsageError('invalid_manifest', `Expected a JSON object for ${place}`);
  return value;
}
