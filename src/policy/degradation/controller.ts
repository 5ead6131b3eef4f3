import type { DegradationLevel } from '../../core/decision.js';
import { ColdStarts } from './cold-starts.js';
import { Evidence } from './evidence.js';
import { breachIn, objectionsIn, shortageIn } from './judge.js';
import type { Measured } from './measured.js';
import { MemoryGuard } from './memory.js';
import { Patience } from './patience.js';
import { PROBE_EVERY, ProbeSchedule } from './probe-schedule.js';
import { COVERAGE_ON, levelsOf, type DegradationSettings } from './settings.js';
import type { DegradationAdmission, DegradationMove, DegradationState } from './state.js';

export type { DegradationAdmission, DegradationMove, DegradationState };

export interface DegradationOptions {
  readonly settings: DegradationSettings;
  /** Worker threads: what the load of a better level is held against. At least 1. */
  readonly workers: number;
  /** Monotone time of the start, ms. */
  readonly now: number;
  /** Told of every move at once. It must not throw. */
  readonly onMove?: ((move: DegradationMove) => void) | undefined;
}

/**
 * Removes work while validation is slow, subjects wait for workers or memory runs out, and brings it back when there is
 * evidence that it can be afforded. It never touches a limit of a check.
 *
 * Down: what is measured on the present level decides. Up: at a lower level everything is fast, so a small share of
 * subjects is still done at the next better one, and these probes decide, with the load that all subjects would make
 * there: nothing may have spoken against it for a whole dwell, and for longer after recoveries that did not last.
 * Every move forgets what was seen before it, rests on `minSamples` at least, goes one level, and comes a dwell after
 * the last one at the earliest. Two exceptions: memory over a limit leads to that limit's level at
 * once, since waiting could cost the process; and where no subject came for a whole window, one level a dwell is
 * recovered without evidence, since nothing holds the level any more, and what comes next soon shows what it costs.
 *
 * Pure: time comes in as monotone ms. Constant memory, some microseconds a call.
 */
export class Degradation {
  readonly #settings: DegradationSettings;
  readonly #onMove: (move: DegradationMove) => void;
  readonly #cold: ColdStarts;
  readonly #levels: readonly DegradationLevel[];
  readonly #dwellMs: number;
  readonly #evidence: Evidence;
  readonly #memory: MemoryGuard;
  readonly #patience: Patience;
  readonly #schedule: ProbeSchedule;
  #place = 0;
  #moves = 0;
  #since: number;
  #why = 'Nothing has been too slow';
  /** When something last spoke against the next better level. */
  #objectedAt = -Infinity;
  /** Whether the last move was a recovery. */
  #recovered = false;
  #busyAt: number;

  constructor({ settings, workers, now, onMove = () => undefined }: DegradationOptions) {
    const windowMs = settings.windowSeconds * 1000;
    this.#settings = settings;
    this.#onMove = onMove;
    this.#levels = levelsOf(settings);
    this.#dwellMs = settings.dwellSeconds * 1000;
    this.#evidence = new Evidence(settings, workers);
    this.#memory = new MemoryGuard(settings);
    this.#patience = new Patience(this.#dwellMs, windowMs);
    // where there is no dwell every subject would be a probe
    this.#schedule = new ProbeSchedule(Math.max(this.#dwellMs, windowMs / PROBE_EVERY), now);
    this.#cold = new ColdStarts(workers, windowMs);
    this.#since = this.#busyAt = now;
  }

  /** Asked for every subject that is about to be validated. */
  admit(now: number): DegradationAdmission {
    this.#recoverIdle(now);
    const isCold = this.#cold.takes(now - this.#busyAt);
    this.#busyAt = now;
    this.#evidence.arrived(now);
    const probed = isCold ? undefined : this.#probed(now);
    const level = probed ?? this.#level;
    const moves = isCold ? null : this.#moves;
    return { level, coverage: COVERAGE_ON[level], probe: probed !== undefined, moves };
  }

  /**
   * What an admitted subject took.
   * @param took - as in its Decision: validationMs with the wait for a worker, which is null where none was asked
   */
  observe(
    now: number,
    { coverage, probe, moves }: DegradationAdmission,
    { validationMs, queueWaitMs }: { readonly validationMs: number; readonly queueWaitMs: number | null },
  ): void {
    this.#busyAt = now;
    const workMs = Math.max(0, validationMs - (queueWaitMs ?? 0));
    // a clock that is no clock must not decide anything
    if (!Number.isFinite(workMs)) return;
    // a wait is a fact about now, whenever the subject came
    if (queueWaitMs !== null) this.#evidence.waited(now, queueWaitMs);
    // what was admitted before the last move says nothing of what came of it
    if (moves === this.#moves && coverage !== null) this.#evidence.worked(now, workMs, probe);
    this.#judge(now);
  }

  /** @param bytes - resident memory of the process; read about once a second */
  memory(now: number, bytes: number): void {
    this.#memory.read(bytes);
    const breach = this.#memory.breach(this.#levels);
    const place = breach === null ? -1 : this.#levels.indexOf(breach.level);
    if (breach !== null && place > this.#place) this.#move(now, place, breach.why);
    else this.#memory.weigh(now, this.#better);
  }

  state(now: number): DegradationState {
    this.#recoverIdle(now);
    const measured = this.#measure(now);
    const better = this.#better;
    return {
      ...measured,
      memoryBytes: this.#memory.bytes,
      since: this.#since,
      moves: this.#moves,
      why: this.#why,
      recovery:
        better === undefined
          ? null
          : {
              to: better,
              notBefore: this.#notBefore,
              obstacles: [
                ...shortageIn(measured, this.#settings),
                ...objectionsIn(measured, this.#settings),
                ...this.#memory.obstacles(now, better),
              ],
            },
    };
  }

  get #level(): DegradationLevel {
    return this.#levels[this.#place] ?? 'normal';
  }

  get #better(): DegradationLevel | undefined {
    return this.#levels[this.#place - 1];
  }

  /** The better level that the next subject is to be tried at; undefined: it is none of those. */
  #probed(now: number): DegradationLevel | undefined {
    // while memory forbids the better level, trying it makes matters worse and tells nothing
    const wanted = this.#better !== undefined && now >= this.#memory.freeFrom;
    return wanted && this.#schedule.isDue(now) ? this.#better : undefined;
  }

  #judge(now: number): void {
    const measured = this.#measure(now);
    if (objectionsIn(measured, this.#settings).length > 0) this.#objectedAt = now;
    // nothing precedes the first move, so it has nothing to keep away from
    if (this.#moves > 0 && now - this.#since < this.#dwellMs) return;
    const breach = breachIn(measured, this.#settings);
    if (breach !== null) return this.#move(now, this.#place + 1, breach);
    const { better } = measured;
    if (better === null || now < this.#notBefore || shortageIn(measured, this.#settings).length > 0) return;
    const coverage = COVERAGE_ON[better.level] ?? 'no';
    this.#move(now, this.#place - 1, `${better.probes} subjects tried at ${coverage} coverage show it affordable`);
  }

  /** When a better level is reached if nothing speaks against it from now on. */
  get #notBefore(): number {
    return Math.max(Math.max(this.#since, this.#objectedAt) + this.#patience.ms, this.#memory.freeFrom);
  }

  /** One level for every dwell that has passed since a window without subjects, at the time when each was due. */
  #recoverIdle(now: number): void {
    const { windowSeconds } = this.#settings;
    while (this.#place > 0) {
      const idle = this.#busyAt + windowSeconds * 1000;
      const due = Math.max(idle, this.#notBefore);
      if (now < due) return;
      this.#move(due, this.#place - 1, `No subject came or was done for ${windowSeconds} s`);
    }
  }

  #move(at: number, place: number, why: string): void {
    const from = this.#level;
    if (place > this.#place && this.#recovered) this.#patience.relapsed(at - this.#since);
    this.#recovered = place < this.#place;
    this.#place = place;
    this.#moves++;
    this.#since = at;
    this.#why = why;
    this.#evidence.forget(at);
    this.#schedule.restart(at);
    this.#memory.weigh(at, this.#better);
    this.#onMove({ at, from, to: this.#level, why });
  }

  #measure(now: number): Measured {
    return this.#evidence.measure(now, this.#level, this.#better);
  }
}
