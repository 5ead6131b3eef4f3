import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import type * as Yaml from 'yaml';
import { invalidArgument, reasonOf, UsageError } from '../core/errors.js';
import { onDemand } from '../core/on-demand.js';
import { refuseUtf16 } from '../core/utf16.js';

const yaml = onDemand<typeof Yaml>('yaml');

/**
 * What a file that people write says: JSON by its extension, YAML otherwise. Of an empty one an empty object.
 * @param name - what named the file, for errors, e.g. `--config`
 * @throws UsageError `invalid_argument` for a file that cannot be read, `invalid_config` for one that is neither
 */
export function readDocument(path: string, name: string): unknown {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new UsageError(
      'invalid_argument',
      `${invalidArgument(name, 'a readable file', path).message} (${reasonOf(error)})`,
      { cause: error },
    );
  }
  refuseUtf16(bytes, path, 'invalid_config');
  // editors on Windows begin JSON with a byte order mark too
  return parsed(bytes.toString().replace(/^\ufeff/, ''), path, name) ?? {};
}

function parsed(text: string, path: string, name: string): unknown {
  const isJson = extname(path).toLowerCase() === '.json';
  try {
    return isJson ? JSON.parse(text) : yaml().parse(text);
  } catch (error) {
    const reason = isJson ? withLine(reasonOf(error), text) : reasonOf(error).trim();
    const read = isJson ? 'read as JSON for its name; YAML needs another' : 'read as YAML';
    throw new UsageError('invalid_config', `${path} cannot be read: ${reason} (named by ${name}, ${read})`, {
      cause: error,
    });
  }
}

/** Nobody counts to position 1,234, which is all that Node.js 20 says. */
function withLine(reason: string, text: string): string {
  const [, position] = /at position (\d+)$/.exec(reason) ?? [];
  if (position === undefined) return reason;
  const lines = text.slice(0, Number(position)).split('\n');
  return `${reason}, line ${lines.length}, column ${lines.at(-1)!.length + 1}`;
}
