import { PLAIN_DEFAULTS } from '../../../src/config/plain.js';
import { Degradation } from '../../../src/policy/degradation/controller.js';
import type { DegradationMove } from '../../../src/policy/degradation/state.js';
import type { DegradationSettings } from '../../../src/policy/degradation/settings.js';

/** The defaults of the configuration. */
export const SETTINGS: DegradationSettings = PLAIN_DEFAULTS.degradation;

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;

/** What coverage costs relative to full coverage: a third of the frames, and headers alone. */
const COST = { full: 1, sampled: 1 / 3, structural: 1 / 50 };

export interface World {
  readonly forMs: number;
  readonly workers: number;
  readonly settings?: DegradationSettings;
  /** Subjects a second at a time, 0: none for the next second. */
  readonly rate: (at: number) => number;
  /** ms that full coverage takes at a time. */
  readonly fullMs: (at: number) => number;
  /** Numbers of 0 to 1. */
  readonly random: () => number;
}

export interface Ran {
  readonly moves: readonly DegradationMove[];
  readonly controller: Degradation;
  /** Subjects by the level they were done at. */
  readonly done: Readonly<Record<string, number>>;
  /** Longest wait for a worker, ms. */
  readonly longestWaitMs: number;
}

/** A queue before workers in fake time: subjects come at random, wait for the first free worker, and are observed. */
export function run({ forMs, workers, settings = SETTINGS, rate, fullMs, random }: World): Ran {
  const moves: DegradationMove[] = [];
  const controller = new Degradation({ settings, workers, now: 0, onMove: (move) => moves.push(move) });
  const freeAt = Array.from({ length: workers }, () => 0);
  const running: { readonly end: number; readonly tell: () => void }[] = [];
  const done: Record<string, number> = {};
  let longestWaitMs = 0;
  const finishUntil = (now: number) => {
    running.sort((one, other) => one.end - other.end);
    while (running[0] && running[0].end <= now) running.shift()?.tell();
  };
  for (let now = 0; now < forMs;) {
    const perSecond = rate(now);
    // exponential gaps: subjects that know nothing of each other
    now += perSecond === 0 ? SECOND : (-Math.log(1 - random()) * SECOND) / perSecond;
    finishUntil(now);
    if (perSecond === 0) continue;
    const admission = controller.admit(now);
    done[admission.level] = (done[admission.level] ?? 0) + 1;
    if (admission.coverage === null) continue;
    const worker = freeAt.indexOf(Math.min(...freeAt));
    const start = Math.max(now, freeAt[worker]!);
    const end = start + fullMs(now) * COST[admission.coverage];
    freeAt[worker] = end;
    longestWaitMs = Math.max(longestWaitMs, start - now);
    const took = { validationMs: end - now, queueWaitMs: start - now };
    running.push({ end, tell: () => controller.observe(end, admission, took) });
  }
  return { moves, controller, done, longestWaitMs };
}
