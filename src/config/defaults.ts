import { defaultsOf } from '../core/limits.js';
import { imageChecks } from '../image/checks/index.js';
import { DEFAULT_BUDGET } from '../image/reader.js';

const limits: Readonly<Record<string, number>> = Object.assign(
  {},
  ...imageChecks.map((check) => defaultsOf(check.limits)),
) as Record<string, number>;

/** Every setting where nobody states one, in the order of the schema, which says what else is possible. */
export const DEFAULTS = {
  mode: 'alert',
  preset: null,
  limits,
  checks: Object.fromEntries(imageChecks.map(({ id }) => [id, { enabled: true }])),
  pool: {
    threads: null,
    // two minutes: 100 frames of 4 megapixels compare in under one on a slow core
    timeoutMs: 120_000,
    // a waiting path costs about a kilobyte, so 10,000 of them 10 MB
    maxQueue: 10_000,
  },
  budget: { maxCanvasPixels: DEFAULT_BUDGET.maxCanvasPixels },
  failOpen: false,
  quarantineDir: null,
  logLevel: 'warn',
} as const;

/** Dotted names of all fields, e.g. `limits.fpsTolerance`, in their order. */
export const FIELD_NAMES: readonly string[] = leavesOf(DEFAULTS, '');

function leavesOf(value: unknown, path: string): string[] {
  if (typeof value !== 'object' || value === null) return [path];
  const start = path === '' ? '' : `${path}.`;
  return Object.entries(value).flatMap(([key, child]) => leavesOf(child, `${start}${key}`));
}
