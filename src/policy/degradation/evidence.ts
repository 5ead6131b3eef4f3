import type { DegradationLevel } from '../../core/decision.js';
import { CountWindow } from '../windows/count-window.js';
import type { Measured, MeasuredBetter } from './measured.js';
import { Probes } from './probes.js';
import { QuantileWindow } from './quantile-window.js';
import type { DegradationSettings } from './settings.js';

const P95 = 0.95;

/** What was seen since the last move, in constant memory. Times are monotone, ms. */
export class Evidence {
  readonly #workers: number;
  readonly #present: QuantileWindow;
  readonly #waits: QuantileWindow;
  readonly #probes: Probes;
  readonly #arrivals: CountWindow;
  #since = -Infinity;

  /** @param workers - worker threads, at least 1 */
  constructor({ windowSeconds, minSamples }: DegradationSettings, workers: number) {
    const windowMs = windowSeconds * 1000;
    this.#workers = workers;
    this.#present = new QuantileWindow(windowMs);
    this.#waits = new QuantileWindow(windowMs);
    this.#probes = new Probes(windowMs, minSamples);
    this.#arrivals = new CountWindow(windowMs);
  }

  arrived(now: number): void {
    this.#arrivals.add(now);
  }

  waited(now: number, ms: number): void {
    this.#waits.add(now, ms);
  }

  /** @param probe - whether it was done at the next better level */
  worked(now: number, ms: number, probe: boolean): void {
    (probe ? this.#probes : this.#present).add(now, ms);
  }

  forget(now: number): void {
    this.#since = now;
    for (const seen of [this.#present, this.#waits, this.#probes, this.#arrivals]) seen.clear();
  }

  /** @param better - the next better level; undefined: there is none */
  measure(now: number, level: DegradationLevel, better: DegradationLevel | undefined): Measured {
    return {
      level,
      samples: this.#present.count(now),
      validationP95Ms: this.#present.quantile(now, P95),
      waits: this.#waits.count(now),
      queueWaitP95Ms: this.#waits.quantile(now, P95),
      better: better === undefined ? null : this.#measureBetter(now, better),
    };
  }

  #measureBetter(now: number, level: DegradationLevel): MeasuredBetter {
    const meanMs = this.#probes.mean(now);
    const spanMs = Math.min(this.#arrivals.spanMs(now), now - this.#since);
    const perMs = spanMs > 0 ? this.#arrivals.count(now) / spanMs : 0;
    return {
      level,
      probes: this.#probes.count(now),
      validationP95Ms: this.#probes.quantile(now, P95),
      load: meanMs === null ? null : (perMs * meanMs) / this.#workers,
    };
  }
}
