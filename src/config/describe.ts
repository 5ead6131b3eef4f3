import type { Json } from '../core/check.js';
import type { Mode } from '../core/modes.js';
import { FIELD_NAMES } from './defaults.js';
import type { ResolvedSettings } from './resolve.js';
import { shown } from './secrets.js';
import { suiteOf } from './suite-checks.js';

/** One field with its value and where it came from. */
export interface DescribedField {
  readonly field: string;
  readonly value: Json;
  readonly source: string;
}

/** Every field in the order of the schema, as `config print` shows it: without secrets. */
export function describeSettings(resolved: ResolvedSettings): DescribedField[] {
  const { settings, sources } = resolved;
  const described = (field: string): DescribedField => ({
    field,
    value: shown(field, valueAt(settings, field.split('.'))),
    source: sources[field] ?? 'default',
  });
  return FIELD_NAMES.map((field) => {
    const own = described(field);
    const wider = overruling(field, resolved);
    if (wider === null) return own;
    // who reads at night that a check enforces believes it
    const { value, source } = described(wider);
    return { field, value, source: `${source} (else ${own.value as Mode}, ${own.source})` };
  });
}

/** The mode of more than a suite or a check that holds instead of its own, since its place is stronger; null: none. */
function overruling(field: string, { settings, ranks }: ResolvedSettings): string | null {
  if (!/^(suites|checks)\.\w+\.mode$/.test(field)) return null;
  const rankOf = (name: string): number =>
    (valueAt(settings, name.split('.')) === null ? Infinity : ranks[name]) ?? Infinity;
  const wider = field.startsWith('suites.') ? ['mode'] : [`suites.${suiteOf(field.split('.')[1] ?? '')}.mode`, 'mode'];
  const strongest = wider.reduce((best, name) => (rankOf(name) < rankOf(best) ? name : best));
  const own = rankOf(field);
  return own < Infinity && rankOf(strongest) < own ? strongest : null;
}

function valueAt(tree: unknown, path: readonly string[]): Json {
  // every leaf of the schema is a JSON scalar, or a list of such
  return path.reduce((node, key) => (node as Readonly<Record<string, unknown>>)[key], tree) as Json;
}
