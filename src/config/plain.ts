import type { MetricName } from '../image/quality/metric-names.js';
import { DEFAULT_BUDGET } from '../image/reader.js';

/** Environment variables that state one field each. */
export const VARIABLES = { PRESSPROOF_MODE: 'mode', PRESSPROOF_LOG_LEVEL: 'logLevel' } as const;

/** The environment variable that names a configuration file. */
export const FILE_VARIABLE = 'PRESSPROOF_CONFIG';

/** Defaults of everything but the checks, which bring their own. */
export const PLAIN_DEFAULTS = {
  mode: 'alert',
  preset: null,
  coverage: 'full',
  timeBudgetMs: null,
  metrics: [] as MetricName[],
  pool: {
    threads: null,
    // two minutes: 100 frames of 4 megapixels compare in under one on a slow core
    timeoutMs: 120_000,
    // a waiting path costs about a kilobyte, so 10,000 of them 10 MB
    maxQueue: 10_000,
  },
  budget: { maxCanvasPixels: DEFAULT_BUDGET.maxCanvasPixels },
  cache: {
    dir: null,
    // 256 MiB: some 20,000 verdicts on animations of 100 frames
    maxBytes: 2 ** 28,
    shared: false,
  },
  failOpen: false,
  quarantineDir: null,
  logLevel: 'warn',
} as const;

/**
 * Settings of a call for which nobody stated anything: no limit and no switch of a check, so that each check's defaults
 * hold where it runs, and nothing has to be loaded to look them up. A field without a source is a default.
 */
export const NOTHING_STATED = {
  settings: { ...PLAIN_DEFAULTS, limits: {}, checks: {} },
  sources: {},
} as const;

/** Whether the environment states anything. An empty variable is how shells spell an absent one. */
export function statesNothing(env: Readonly<Record<string, string | undefined>>): boolean {
  return [...Object.keys(VARIABLES), FILE_VARIABLE].every((name) => (env[name] ?? '') === '');
}
