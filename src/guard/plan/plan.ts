import { invalidArgument } from '../../core/errors.js';
import type { ResolvedSettings } from '../../config/resolve.js';
import type { Settings } from '../../config/schema.js';
import { OPERATIONS, parseExpectation, type Expectation, type Operation } from '../../image/expectation.js';
import { METRIC_NAMES, type MetricName } from '../../image/quality/metric-names.js';
import { DEFAULT_BUDGET, type Budget } from '../../image/reader.js';
import type { Emergency } from '../../policy/emergency.js';
import type { CacheSettings } from '../cache/folder.js';
import { refuseUnknownOptions, type CallOptions, type GuardOptions } from './options.js';
import { listOf, policyPlan, type PolicyPlan } from './policy-plan.js';

/** Everything that is decided before an image is looked at. */
export interface Plan extends PolicyPlan {
  readonly suite: 'image';
  readonly operation: Operation;
  readonly expectation: Expectation;
  readonly crossCheck: boolean;
  /** null: none. */
  readonly timeBudgetMs: number | null;
  readonly metrics: readonly MetricName[];
  /** null: nothing is kept. */
  readonly cache: CacheSettings | null;
  readonly budget: Budget;
}

/** @throws UsageError naming the option */
export function planWith(options: GuardOptions & CallOptions, resolved: ResolvedSettings, emergency: Emergency): Plan {
  refuseUnknownOptions(options);
  const { settings } = resolved;
  // what a spread is followed by takes ten times the memory, and a shape of its own for each call
  return Object.assign(policyPlan('image', options, resolved, emergency), {
    suite: 'image' as const,
    operation: parseOperation(options.operation),
    expectation: parseExpectation(options.expectation ?? {}),
    crossCheck: options.crossCheck ?? false,
    timeBudgetMs: options.timeBudgetMs === undefined ? settings.timeBudgetMs : parseTimeBudget(options.timeBudgetMs),
    metrics: options.metrics === undefined ? settings.metrics : listOf('metrics', options.metrics).map(parseMetric),
    cache: cacheOf(settings),
    budget: { ...DEFAULT_BUDGET, ...settings.budget },
  });
}

function cacheOf({ cache: { dir, maxBytes, shared } }: Settings): CacheSettings | null {
  return dir === null ? null : { dir, maxBytes, shared };
}

function parseOperation(operation: Operation = 'recompress'): Operation {
  if (OPERATIONS.includes(operation)) return operation;
  throw invalidArgument('operation', `one of ${OPERATIONS.join(', ')}`, operation);
}

function parseTimeBudget(ms: number): number {
  if (Number.isFinite(ms) && ms >= 0) return ms;
  throw invalidArgument('timeBudgetMs', 'a number of milliseconds of at least 0', ms);
}

function parseMetric(name: MetricName): MetricName {
  if (METRIC_NAMES.includes(name)) return name;
  throw invalidArgument('metrics', `names among ${METRIC_NAMES.join(', ')}`, name);
}
