import type { Decision } from '../../core/decision.js';
import { Lifecycle, type Reading, type Transition } from './lifecycle.js';
import { rulesOf, type Rule } from './rules/index.js';
import type { AlertSettings } from './settings.js';
import { Tally, type Seen } from './tally.js';

/** A rule that began, goes on or ended, with what it saw. */
export interface Notice extends Transition {
  readonly rule: Rule;
  /** null: it ended because there is nothing left to judge by. */
  readonly value: number | null;
  readonly seen: Seen;
}

/**
 * The rules over what was seen. No clock, no timer, no input and output: time is what the caller says (monotone ms), and
 * one that goes back is taken for the newest seen.
 */
export class AlertRules {
  readonly #watched: readonly { readonly rule: Rule; readonly lifecycle: Lifecycle }[];
  readonly #tally: Tally;
  #newest = -Infinity;

  constructor(settings: AlertSettings) {
    const { windowMinutes, repeatMinutes, resolveMinutes, rules } = settings;
    const patience = { repeatMs: repeatMinutes * 60_000, resolveMs: resolveMinutes * 60_000 };
    this.#tally = new Tally(windowMinutes, rules.slowRate.slowOverMs);
    this.#watched = rulesOf(settings).map((rule) => {
      return { rule, lifecycle: new Lifecycle({ ...patience, pendingMs: rule.pendingMs }) };
    });
  }

  /** Counts one decision. */
  observe(now: number, decision: Decision): Notice[] {
    this.#tally.add(this.#at(now), decision);
    return this.#step();
  }

  /** What time alone brings about; to be asked every few seconds. */
  due(now: number, memoryBytes: number): Notice[] {
    this.#tally.memoryBytes = memoryBytes;
    this.#tally.advance(this.#at(now));
    return this.#step();
  }

  #at(now: number): number {
    return (this.#newest = Math.max(this.#newest, now));
  }

  #step(): Notice[] {
    return this.#watched.flatMap(({ rule, lifecycle }) => {
      const value = rule.value(this.#tally);
      const transition = lifecycle.step(this.#newest, readingOf(rule, value));
      return transition ? [{ ...transition, rule, value, seen: this.#tally }] : [];
    });
  }
}

function readingOf(rule: Rule, value: number | null): Reading {
  if (value === null) return 'unknown';
  if (rule.isOver(value)) return 'over';
  return rule.isClear(value) ? 'clear' : 'between';
}
