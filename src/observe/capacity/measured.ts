import { mean, quantileSorted, sampleVariance } from 'simple-statistics';
import type { CoverageLevel } from '../../core/coverage.js';
import type { Verdict } from '../../core/outcome.js';
import { Z_95 } from '../confidence.js';

/** What of a recorded decision says what it cost. */
export interface CostRow {
  /** ms since 1970. */
  readonly at: number;
  readonly verdict: Verdict;
  readonly coverage: CoverageLevel;
  readonly validationMs: number;
  readonly queueWaitMs: number | null;
}

/** Times of something, ms. */
export interface Times {
  readonly count: number;
  readonly mean: number;
  readonly p95: number;
  /** Where the true mean lies at most, with 97.5 % confidence. */
  readonly meanAtMost: number;
  /** Variance over the mean squared. */
  readonly variability: number;
}

export interface Measured {
  /** ms since 1970. */
  readonly since: number;
  readonly until: number;
  readonly decisions: number;
  /** Of all decisions, the share that was looked at. */
  readonly judgedShare: number;
  /** What a worker needed, without the wait for it. */
  readonly service: Times;
  readonly byCoverage: readonly { readonly coverage: CoverageLevel; readonly service: Times }[];
  /** null: no subject waited for a worker. */
  readonly queueWait: Times | null;
  /** The busiest hour against the mean of all; null: too few to tell. */
  readonly peakFactor: number | null;
}

/** From here on a mean is nearly normal whatever its times are (the usual rule of thumb), so that its bound holds. */
export const LEAST_JUDGED = 30;
/** Two days show each hour of the day twice. */
const LEAST_HOURS = 48;
/** Fewer a hour, and the busiest is one of chance: its spread by chance alone is a tenth here. */
const LEAST_PER_HOUR = 100;
const HOUR_MS = 3_600_000;

/** null: fewer than LEAST_JUDGED subjects were looked at. */
export function measure(rows: Iterable<CostRow>): Measured | null {
  const services = new Map<CoverageLevel, number[]>();
  const waits: number[] = [];
  const hours = new Map<number, number>();
  let decisions = 0;
  let since = Infinity;
  let until = -Infinity;
  for (const { at, verdict, coverage, validationMs, queueWaitMs } of rows) {
    decisions += 1;
    since = Math.min(since, at);
    until = Math.max(until, at);
    const hour = Math.floor(at / HOUR_MS);
    hours.set(hour, (hours.get(hour) ?? 0) + 1);
    if (verdict === 'skipped') continue;
    const times = services.get(coverage) ?? [];
    times.push(Math.max(0, validationMs - (queueWaitMs ?? 0)));
    services.set(coverage, times);
    if (queueWaitMs !== null) waits.push(queueWaitMs);
  }
  const all = [...services.values()].flat();
  if (all.length < LEAST_JUDGED) return null;
  return {
    since,
    until,
    decisions,
    judgedShare: all.length / decisions,
    service: timesOf(all),
    byCoverage: [...services].map(([coverage, times]) => ({ coverage, service: timesOf(times) })),
    queueWait: waits.length === 0 ? null : timesOf(waits),
    peakFactor: peakOf(hours),
  };
}

function timesOf(times: number[]): Times {
  times.sort((a, b) => a - b);
  const average = mean(times);
  const variance = times.length > 1 ? sampleVariance(times) : 0;
  return {
    count: times.length,
    mean: average,
    p95: quantileSorted(times, 0.95),
    meanAtMost: average + Z_95 * Math.sqrt(variance / times.length),
    variability: average === 0 ? 0 : variance / average ** 2,
  };
}

/** Hours without a decision count; the first and the last are not whole and do not. */
function peakOf(hours: ReadonlyMap<number, number>): number | null {
  const numbers = [...hours.keys()];
  const first = numbers.reduce((a, b) => Math.min(a, b), Infinity) + 1;
  const last = numbers.reduce((a, b) => Math.max(a, b), -Infinity) - 1;
  const length = last - first + 1;
  if (length < LEAST_HOURS) return null;
  const counts = [...hours].flatMap(([hour, count]) => (hour >= first && hour <= last ? [count] : []));
  const average = counts.reduce((sum, count) => sum + count, 0) / length;
  if (average < LEAST_PER_HOUR) return null;
  return counts.reduce((a, b) => Math.max(a, b), 0) / average;
}
