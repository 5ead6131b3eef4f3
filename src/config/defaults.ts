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

function leavesOf(value: unknown, path: string): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [path];
  const entries = Object.entries(value);
  // of an empty record its users choose the keys
  if (entries.length === 0) return [path];
  const start = path === '' ? '' : `${path}.`;
  return entries.flatMap(([key, child]) => leavesOf(child, `${start}${key}`));
}
