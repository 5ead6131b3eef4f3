import type { DegradationLevel } from '../../core/decision.js';
import { limitOn, type DegradationSettings } from './settings.js';

const MIB = 2 ** 20;

/** The last reading of memory, and what it forbids. */
export class MemoryGuard {
  readonly #settings: DegradationSettings;
  #bytes = 0;
  /** When it last stood against the next better level, monotone ms. */
  #heldAt = -Infinity;

  constructor(settings: DegradationSettings) {
    this.#settings = settings;
  }

  /** Resident memory of the process; 0: never read. */
  get bytes(): number {
    return this.#bytes;
  }

  read(bytes: number): void {
    this.#bytes = bytes;
  }

  /** The deepest of the levels whose limit is exceeded, with the sentence; null: none is. */
  breach(levels: readonly DegradationLevel[]): { readonly level: DegradationLevel; readonly why: string } | null {
    const level = levels.findLast((deep) => this.#isOver(deep));
    if (level === undefined) return null;
    return { level, why: `Memory is at ${inMiB(this.#bytes)}, over the limit that leads to ${level}` };
  }

  /** Notes whether memory as it is stands against a level. */
  weigh(now: number, better: DegradationLevel | undefined): void {
    if (better !== undefined && this.#bytes >= this.#wantedOn(better)) this.#heldAt = now;
  }

  /** When a better level is allowed, if memory stays as low as it is; -Infinity: it never stood against one. */
  get freeFrom(): number {
    return this.#heldAt + this.#settings.dwellSeconds * 1000;
  }

  /** Why a level has to wait for memory, one sentence each; none: it has not. */
  obstacles(now: number, better: DegradationLevel): string[] {
    if (now >= this.freeFrom) return [];
    const wanted = `under ${inMiB(this.#wantedOn(better))} for ${this.#settings.dwellSeconds} s`;
    return [`Memory is at ${inMiB(this.#bytes)}, wanted ${wanted}`];
  }

  #isOver(level: DegradationLevel): boolean {
    return level !== 'normal' && this.#bytes > (this.#settings.memoryMiB[level] ?? Infinity) * MIB;
  }

  /** Infinity: whatever it is. */
  #wantedOn(better: DegradationLevel): number {
    return this.#settings.recoverBelow * limitOn(better, this.#settings.memoryMiB) * MIB;
  }
}

function inMiB(bytes: number): string {
  return `${Math.round(bytes / MIB)} MiB`;
}
