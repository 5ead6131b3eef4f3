import type { Mode } from '../../core/modes.js';
import { setMode, type Intent } from '../control/intents.js';
import type { Switches } from '../control/schema.js';
import type { ModeTarget } from './target.js';

/** One step of a mode, as a change of the control file. */
export interface ModeStep {
  readonly target: ModeTarget;
  readonly from: Mode;
  readonly to: Mode;
  /** Checks with modes of their own, which they keep where the suite's changes. */
  readonly keep: ReadonlyMap<string, Mode>;
}

/**
 * The change that makes a step. A switch speaks louder than a configuration file, also one of a suite than one of a check
 * there, so modes of checks that are to stay are written down beside it. Where the file has meanwhile come to state
 * another mode than the one the step starts from, it is left alone: somebody else has decided.
 * @param action - in the words of the history
 */
export function moveMode({ target, from, to, keep }: ModeStep, action: string): Intent {
  const { suite, check } = target;
  const scope = check === null ? { suite } : { check };
  return {
    action,
    apply(switches, made) {
      const stated = statedMode(switches, target);
      if (stated !== undefined && stated !== from) return switches;
      const kept = [...keep].reduce<Switches>(
        (before, [id, mode]) => setMode(mode, { check: id }).apply(before, made),
        switches,
      );
      return setMode(to, scope).apply(kept, made);
    },
  };
}

/** The mode that switches state for a suite or a check, the narrowest word; undefined: they state none. */
export function statedMode({ settings }: Switches, { suite, check }: ModeTarget): Mode | undefined {
  const own = check === null ? undefined : settings.checks?.[check]?.mode;
  return own ?? settings.suites?.[suite]?.mode ?? settings.mode;
}
