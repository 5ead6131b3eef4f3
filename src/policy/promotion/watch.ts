import type { Mode } from '../../core/modes.js';
import type { Outcome } from '../../core/outcome.js';
import { CountWindow } from '../windows/count-window.js';
import { judgeBreach, type Breach, type DemotionSettings } from './breach.js';
import type { ModeTarget } from './target.js';

/** What was seen of one suite or check in the last while, by the mode it was seen in. Times are monotone, ms. */
export class Watch {
  readonly target: ModeTarget;
  readonly #settings: DemotionSettings;
  readonly #windowMs: number;
  readonly #tallies = new Map<Mode, Tally>();
  /** The last breach that was called out: it rests until its mode has changed, or a window has passed without that. */
  #called: { readonly mode: Mode; readonly at: number } | null = null;

  constructor(target: ModeTarget, settings: DemotionSettings) {
    this.target = target;
    this.#settings = settings;
    this.#windowMs = settings.windowMinutes * 60_000;
  }

  count(now: number, mode: Mode, outcome: Outcome): void {
    let tally = this.#tallies.get(mode);
    if (!tally) this.#tallies.set(mode, (tally = new Tally(this.#windowMs)));
    tally.subjects.add(now);
    if (outcome === 'failed') tally.failed.add(now);
    if (outcome === 'inconclusive') tally.inconclusive.add(now);
  }

  /** What was called out has come about when its mode shows no longer. @param modes - those of the present decision */
  seenIn(modes: ReadonlySet<Mode>): void {
    if (this.#called && !modes.has(this.#called.mode)) this.#called = null;
  }

  /** Whether its breach in a mode was called out, and the change has still to show. */
  rests(now: number, mode: Mode): boolean {
    return this.#called?.mode === mode && now - this.#called.at < this.#windowMs;
  }

  /** Subjects seen in a mode. */
  subjects(now: number, mode: Mode): number {
    return this.#tallies.get(mode)?.subjects.count(now) ?? 0;
  }

  /** @param of - how many subjects there were; without it those that it judged itself */
  breach(now: number, mode: Mode, of: number = this.subjects(now, mode)): Breach | null {
    const tally = this.#tallies.get(mode);
    if (!tally || this.rests(now, mode)) return null;
    const counts = { subjects: of, failed: tally.failed.count(now), inconclusive: tally.inconclusive.count(now) };
    return judgeBreach(this.target, mode, counts, this.#settings);
  }

  callOut(now: number, mode: Mode): void {
    this.#called = { mode, at: now };
  }

  forget(): void {
    this.#tallies.clear();
  }
}

class Tally {
  readonly subjects: CountWindow;
  readonly failed: CountWindow;
  readonly inconclusive: CountWindow;

  constructor(windowMs: number) {
    this.subjects = new CountWindow(windowMs);
    this.failed = new CountWindow(windowMs);
    this.inconclusive = new CountWindow(windowMs);
  }
}
