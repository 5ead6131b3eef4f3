import type { Json } from '../core/check.js';
import { FIELD_NAMES } from './defaults.js';
import type { ResolvedSettings } from './resolve.js';
import { shown } from './secrets.js';

/** One field with its value and where it came from. */
export interface DescribedField {
  readonly field: string;
  readonly value: Json;
  readonly source: string;
}

/** Every field in the order of the schema, as `config print` shows it: without secrets. */
export function describeSettings({ settings, sources }: ResolvedSettings): DescribedField[] {
  return FIELD_NAMES.map((field) => ({
    field,
    value: shown(field, valueAt(settings, field.split('.'))),
    source: sources[field] ?? 'default',
  }));
}

function valueAt(tree: unknown, path: readonly string[]): Json {
  // every leaf of the schema is a JSON scalar, or a list of such
  return path.reduce((node, key) => (node as Readonly<Record<string, unknown>>)[key], tree) as Json;
}
