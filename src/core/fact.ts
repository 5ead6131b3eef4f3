import { PressproofError, reasonOf } from './errors.js';

/** A value with how it was measured, or the reason why it could not be. There is no third state and no stand-in. */
export type Measured<T> =
  | { readonly measured: true; readonly value: T }
  | { readonly measured: false; readonly code: string; readonly reason: string };

export function measured<T>(value: T): Measured<T> {
  return { measured: true, value };
}

export type Unmeasured = Extract<Measured<unknown>, { readonly measured: false }>;

export function unmeasured(code: string, reason: string): Unmeasured {
  return { measured: false, code, reason };
}

/** One function a fact; each is called at most once, and only when a chosen check needs the fact. */
export type FactGatherers<Facts> = {
  readonly [Name in keyof Facts]: (store: FactStore<Facts>) => Promise<Measured<Facts[Name]>>;
};

/** Lazy, memoised facts of one subject. A gatherer that throws leaves its fact unmeasured, with the reason. */
export class FactStore<Facts> {
  readonly #gatherers: FactGatherers<Facts>;
  readonly #known = new Map<keyof Facts, Promise<Measured<Facts[keyof Facts]>>>();

  constructor(gatherers: FactGatherers<Facts>) {
    this.#gatherers = gatherers;
  }

  gather<Name extends keyof Facts>(name: Name): Promise<Measured<Facts[Name]>> {
    const known = this.#known.get(name);
    if (known) return known as Promise<Measured<Facts[Name]>>;
    const pending = this.#measure(name);
    this.#known.set(name, pending as Promise<Measured<Facts[keyof Facts]>>);
    return pending;
  }

  /** Names of the facts that were asked for so far; tests use it to show that nothing else was gathered. */
  get gathered(): readonly (keyof Facts)[] {
    return [...this.#known.keys()];
  }

  async #measure<Name extends keyof Facts>(name: Name): Promise<Measured<Facts[Name]>> {
    try {
      return await this.#gatherers[name](this);
    } catch (error) {
      return unmeasured(error instanceof PressproofError ? error.code : 'fact_failed', reasonOf(error));
    }
  }
}
