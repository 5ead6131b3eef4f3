/** What a rule says now: `between` is below its threshold but not yet clear of it, `unknown` has nothing to judge by. */
export type Reading = 'over' | 'between' | 'clear' | 'unknown';

export interface Patience {
  /** How long a reading has to be over before anybody is told, ms. */
  readonly pendingMs: number;
  /** How long it has to be clear, or unknown, before the alert ends, ms. */
  readonly resolveMs: number;
  /** How long until an alert that goes on is told again, ms. */
  readonly repeatMs: number;
}

export interface Transition {
  readonly state: 'firing' | 'repeated' | 'resolved';
  /** Counts the firings of this rule, from 1. */
  readonly firing: number;
  /** Counts the repetitions of this firing, from 1; 0 for the first message. */
  readonly repetition: number;
  readonly firingForMs: number;
}

interface Firing {
  readonly since: number;
  told: number;
  repetitions: number;
  /** Since when it could end; null: it goes on. */
  calmSince: number | null;
}

/** One rule from quiet to firing and back: at most one end for each beginning, and never the one before the other. */
export class Lifecycle {
  readonly #patience: Patience;
  #firings = 0;
  #overSince: number | null = null;
  #firing: Firing | null = null;

  constructor(patience: Patience) {
    this.#patience = patience;
  }

  /** @param now - monotone ms */
  step(now: number, reading: Reading): Transition | null {
    return this.#firing ? this.#goOn(now, reading, this.#firing) : this.#start(now, reading);
  }

  #start(now: number, reading: Reading): Transition | null {
    if (reading !== 'over') {
      this.#overSince = null;
      return null;
    }
    this.#overSince ??= now;
    if (now - this.#overSince < this.#patience.pendingMs) return null;
    this.#firing = { since: now, told: now, repetitions: 0, calmSince: null };
    this.#firings += 1;
    return this.#transition('firing', now, this.#firing);
  }

  #goOn(now: number, reading: Reading, firing: Firing): Transition | null {
    if (reading === 'over' || reading === 'between') firing.calmSince = null;
    else firing.calmSince ??= now;
    if (firing.calmSince !== null && now - firing.calmSince >= this.#patience.resolveMs) {
      this.#firing = null;
      this.#overSince = null;
      return this.#transition('resolved', now, firing);
    }
    // what is about to end is not told once more
    if (firing.calmSince !== null || now - firing.told < this.#patience.repeatMs) return null;
    firing.told = now;
    firing.repetitions += 1;
    return this.#transition('repeated', now, firing);
  }

  #transition(state: Transition['state'], now: number, { since, repetitions }: Firing): Transition {
    return { state, firing: this.#firings, repetition: repetitions, firingForMs: now - since };
  }
}
