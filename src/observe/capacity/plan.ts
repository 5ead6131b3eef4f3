import type { Measured } from './measured.js';
import { waitingFor, type Load, type Waiting } from './queueing.js';

export interface CapacityQuestion {
  /** Subjects a day. */
  readonly daily: number;
  /** null: how many are needed is the question. */
  readonly workers: number | null;
  /** What 95 of 100 subjects may wait for a worker at the peak, ms. */
  readonly maxWaitMs: number;
  readonly retentionDays: number;
  /** What the database may hold, bytes. */
  readonly maxBytes: number;
  /** Bytes of the database for a decision. */
  readonly bytesPerDecision: number;
}

export interface CapacityPlan {
  readonly peak: { readonly factor: number; readonly measured: boolean };
  /** Subjects a second at the peak that are looked at. */
  readonly peakPerSecond: number;
  /** Time of workers that a day takes, h. */
  readonly workerHoursPerDay: number;
  /** The least number with which the wait stays within its limit. */
  readonly workersNeeded: number;
  readonly atNeeded: Waiting;
  /** null: no number was asked about. */
  readonly asked: { readonly workers: number; readonly enough: boolean; readonly waiting: Waiting } | null;
  readonly storage: {
    readonly bytesPerDay: number;
    /** What retention lets stay: by age, or by size where that is less. */
    readonly bytesKept: number;
    /** Days that the database reaches back. */
    readonly daysKept: number;
  };
}

/** Of the operations guide of the original; used, and said, where the store does not tell. */
export const ASSUMED_PEAK = 3;
const DAY_SECONDS = 86_400;
/** Far beyond any machine; the search has to end. */
const MOST_WORKERS = 100_000;

/** Plans with the upper bound of the measured mean, so that too few measurements ask for more, not fewer, workers. */
export function planCapacity(measured: Measured, question: CapacityQuestion): CapacityPlan {
  const { daily, workers, maxWaitMs } = question;
  const factor = measured.peakFactor ?? ASSUMED_PEAK;
  const judgedPerSecond = (daily * measured.judgedShare) / DAY_SECONDS;
  const { meanAtMost, mean, variability } = measured.service;
  const load: Load = { perSecond: judgedPerSecond * factor, serviceSeconds: meanAtMost / 1000, variability };
  const isEnough = ({ p95Seconds }: Waiting): boolean => p95Seconds !== null && p95Seconds * 1000 <= maxWaitMs;
  let needed = Math.max(1, Math.floor(load.perSecond * load.serviceSeconds));
  while (needed < MOST_WORKERS && !isEnough(waitingFor(needed, load))) needed += 1;
  const waiting = workers === null ? null : waitingFor(workers, load);
  return {
    peak: { factor, measured: measured.peakFactor !== null },
    peakPerSecond: load.perSecond,
    workerHoursPerDay: (judgedPerSecond * DAY_SECONDS * mean) / 3_600_000,
    workersNeeded: needed,
    atNeeded: waitingFor(needed, load),
    asked: workers === null || waiting === null ? null : { workers, enough: isEnough(waiting), waiting },
    storage: storageOf(question),
  };
}

function storageOf({ daily, bytesPerDecision, retentionDays, maxBytes }: CapacityQuestion): CapacityPlan['storage'] {
  const bytesPerDay = daily * bytesPerDecision;
  const bytesKept = Math.min(maxBytes, bytesPerDay * retentionDays);
  return { bytesPerDay, bytesKept, daysKept: Math.min(retentionDays, maxBytes / bytesPerDay) };
}
