import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import type * as Yaml from 'yaml';
import { invalidArgument, reasonOf, UsageError } from '../core/errors.js';
import { onDemand } from '../core/on-demand.js';
import { entriesOf, type Entry } from './layer.js';

const yaml = onDemand<typeof Yaml>('yaml');

/**
 * Entries of a configuration file: JSON by its extension, YAML otherwise. An empty file states nothing.
 * @param name - what named the file, for errors: `--config` or `PRESSPROOF_CONFIG`
 * @throws UsageError `invalid_argument`, `invalid_config`, `unknown_field`
 */
export function readConfigFile(path: string, name: string): Entry[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(
      'invalid_argument',
      `${invalidArgument(name, 'a readable file', path).message} (${reasonOf(error)})`,
      { cause: error },
    );
  }
  // editors on Windows begin JSON with a byte order mark too
  return entriesOf(parsed(text.replace(/^\ufeff/, ''), path) ?? {}, `file ${path}`, ` in ${path}`);
}

function parsed(text: string, path: string): unknown {
  try {
    return extname(path).toLowerCase() === '.json' ? JSON.parse(text) : yaml().parse(text);
  } catch (error) {
    throw new UsageError('invalid_config', `${path} cannot be read: ${reasonOf(error)}`, { cause: error });
  }
}
