import { MODES, type Mode } from '../../core/modes.js';

/** What has a mode that moves: a suite, or one of its checks. */
export interface ModeTarget {
  readonly suite: string;
  /** null: the suite as a whole. */
  readonly check: string | null;
}

/** The next stricter mode: off, shadow, alert, enforce, one at a time; null: there is none. */
export function stricterMode(mode: Mode): Mode | null {
  return MODES[MODES.indexOf(mode) + 1] ?? null;
}

/** As people name it. */
export function targetText({ suite, check }: ModeTarget): string {
  return check === null ? `suite ${suite}` : `check ${check}`;
}
