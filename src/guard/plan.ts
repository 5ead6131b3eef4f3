import { COVERAGE_LEVELS, type CoverageLevel } from '../core/coverage.js';
import { invalidArgument } from '../core/errors.js';
import type { ResolvedSettings } from '../config/resolve.js';
import type { Settings } from '../config/schema.js';
import { CHECK_IDS } from '../image/checks/ids.js';
import { OPERATIONS, parseExpectation, type Expectation, type Operation } from '../image/expectation.js';
import { METRIC_NAMES, type MetricName } from '../image/quality/metric-names.js';
import { DEFAULT_BUDGET, type Budget } from '../image/reader.js';
import { admit, type Admission } from '../policy/admission.js';
import type { Emergency } from '../policy/emergency.js';
import type { PoolOptions } from '../pool/options.js';
import type { TaskRunner } from '../pool/runner.js';
import type { CacheSettings } from './cache/folder.js';
import { setLogLevel, warnOnce } from './log.js';
import { refuseUnknownOptions, type CallOptions, type GuardOptions } from './options.js';

/** How the workers are to be used. */
export interface Workers {
  readonly budget: Budget;
  /** undefined: as the caller's own pool has it. */
  readonly timeoutMs: number | undefined;
  /** For the common pool, should this call be the one that starts it. */
  readonly start: PoolOptions;
}

/** Everything that is decided before a subject is looked at. */
export interface Plan {
  readonly admission: Admission;
  readonly operation: Operation;
  readonly expectation: Expectation;
  readonly limits: Settings['limits'];
  /** null: all checks that apply. */
  readonly checks: readonly string[] | null;
  readonly crossCheck: boolean;
  readonly coverage: CoverageLevel;
  /** null: none. */
  readonly timeBudgetMs: number | null;
  readonly metrics: readonly MetricName[];
  /** null: nothing is kept. */
  readonly cache: CacheSettings | null;
  readonly workers: Workers;
  readonly call: { readonly signal: AbortSignal | undefined; readonly pool: TaskRunner | undefined };
  readonly failOpen: boolean;
  readonly quarantineDir: string | null;
  readonly logLevel: Settings['logLevel'];
  /** For the operator, one sentence each. */
  readonly warnings: readonly string[];
}

/** Logging follows the plan of a call that is about to happen, and the operator gets its warnings. */
export function putInForce(plan: Plan): Plan {
  setLogLevel(plan.logLevel);
  warnOnce(plan.warnings);
  return plan;
}

/** @throws UsageError naming the option */
export function planWith(
  options: GuardOptions & CallOptions,
  { settings, sources }: ResolvedSettings,
  emergency: Emergency,
): Plan {
  refuseUnknownOptions(options);
  const admission = admit({ mode: settings.mode, source: sources['mode'] ?? 'default' }, emergency);
  const ownLimit = options.pool !== undefined && (sources['pool.timeoutMs'] ?? 'default') === 'default';
  return {
    admission,
    operation: parseOperation(options.operation),
    expectation: parseExpectation(options.expectation ?? {}),
    limits: settings.limits,
    checks: options.checks === undefined ? enabledChecks(settings) : listOf('checks', options.checks).map(parseCheckId),
    crossCheck: options.crossCheck ?? false,
    coverage: options.coverage === undefined ? settings.coverage : parseCoverage(options.coverage),
    timeBudgetMs: options.timeBudgetMs === undefined ? settings.timeBudgetMs : parseTimeBudget(options.timeBudgetMs),
    metrics: options.metrics === undefined ? settings.metrics : listOf('metrics', options.metrics).map(parseMetric),
    cache: cacheOf(settings),
    workers: {
      budget: { ...DEFAULT_BUDGET, ...settings.budget },
      timeoutMs: options.timeoutMs ?? (ownLimit ? undefined : settings.pool.timeoutMs),
      start: { threads: settings.pool.threads ?? undefined, maxQueue: settings.pool.maxQueue },
    },
    call: { signal: options.signal, pool: options.pool },
    failOpen: settings.failOpen,
    quarantineDir: settings.quarantineDir,
    logLevel: settings.logLevel,
    warnings: [...emergency.warnings, ...(emergency.variable === null ? [] : [admission.reason])],
  };
}

function cacheOf({ cache: { dir, ...bounds } }: Settings): CacheSettings | null {
  return dir === null ? null : { dir, ...bounds };
}

function enabledChecks({ checks }: Settings): string[] | null {
  const enabled = CHECK_IDS.filter((id) => checks[id]?.enabled ?? true);
  return enabled.length === CHECK_IDS.length ? null : enabled;
}

function parseOperation(operation: Operation = 'recompress'): Operation {
  if (OPERATIONS.includes(operation)) return operation;
  throw invalidArgument('operation', `one of ${OPERATIONS.join(', ')}`, operation);
}

function parseCoverage(level: CoverageLevel): CoverageLevel {
  if (COVERAGE_LEVELS.includes(level)) return level;
  throw invalidArgument('coverage', `one of ${COVERAGE_LEVELS.join(', ')}`, level);
}

function parseTimeBudget(ms: number): number {
  if (Number.isFinite(ms) && ms >= 0) return ms;
  throw invalidArgument('timeBudgetMs', 'a number of milliseconds of at least 0', ms);
}

/** Callers in JavaScript have no compiler that tells them. */
export function listOf<T>(name: string, value: readonly T[]): readonly T[] {
  if (!Array.isArray(value)) throw invalidArgument(name, 'a list', value);
  return value as readonly T[];
}

function parseMetric(name: MetricName): MetricName {
  if (METRIC_NAMES.includes(name)) return name;
  throw invalidArgument('metrics', `names among ${METRIC_NAMES.join(', ')}`, name);
}

function parseCheckId(id: string): string {
  if (CHECK_IDS.some((known) => known === id)) return id;
  throw invalidArgument('checks', `ids among ${CHECK_IDS.join(', ')}`, id);
}
