import { defaultsOf } from '../core/limits.js';
import { allChecks } from './all-checks.js';
import { PLAIN_DEFAULTS } from './plain.js';

const { mode, preset, coverage, timeBudgetMs, metrics, ...others } = PLAIN_DEFAULTS;

const limits: Readonly<Record<string, number>> = Object.assign(
  {},
  ...allChecks.map((check) => defaultsOf(check.limits)),
) as Record<string, number>;

/** Every setting where nobody states one, in the order of the schema, which says what else is possible. */
export const DEFAULTS = {
  mode,
  preset,
  coverage,
  timeBudgetMs,
  metrics,
  limits,
  checks: Object.fromEntries(allChecks.map(({ id }) => [id, { enabled: true, mode: null }])),
  ...others,
} as const;

/** Dotted names of all fields, e.g. `limits.fpsTolerance`, in their order. */
export const FIELD_NAMES: readonly string[] = leavesOf(DEFAULTS, '');

/** Of them those that hold a value for each of the names that their users choose, e.g. `artifact.baselines`. */
const RECORDS: readonly string[] = FIELD_NAMES.filter((field) => {
  const value = field
    .split('.')
    .reduce<unknown>((node, key) => (node as Readonly<Record<string, unknown>>)[key], DEFAULTS);
  return typeof value === 'object' && value !== null && !Array.isArray(value);
});

/** The record that a dotted name is an entry of, and what it is called there: `artifact.baselines.v5.1`; null: of none. */
export function recordEntry(field: string): { readonly record: string; readonly key: string } | null {
  const record = RECORDS.find((one) => field.startsWith(`${one}.`));
  return record === undefined ? null : { record, key: field.slice(record.length + 1) };
}

function leavesOf(value: unknown, path: string): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [path];
  const entries = Object.entries(value);
  // of an empty record its users choose the keys
  if (entries.length === 0) return [path];
  const start = path === '' ? '' : `${path}.`;
  return entries.flatMap(([key, child]) => leavesOf(child, `${start}${key}`));
}
