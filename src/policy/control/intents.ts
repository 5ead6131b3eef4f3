import type { Mode } from '../../core/modes.js';
import type { Switches } from './schema.js';

/** Who makes a change, when and why, as the file has it. */
export interface Made {
  readonly by: string;
  readonly at: string;
  readonly why: string;
}

/** A change of the switches that somebody wants. */
export interface Intent {
  /** In the words of the command line. */
  readonly action: string;
  apply(switches: Switches, made: Made): Switches;
}

/** What a mode is set for; everything when neither is stated. */
export interface Scope {
  readonly suite?: string | undefined;
  readonly check?: string | undefined;
}

/**
 * Without a scope everything is meant: modes of suites and checks that were set before are taken back, or they would keep
 * rejecting what somebody wants published.
 * @param mode - null: as the configuration has it
 */
export function setMode(mode: Mode | null, { suite, check }: Scope = {}): Intent {
  const scope = check === undefined ? (suite === undefined ? '' : ` --suite ${suite}`) : ` --check ${check}`;
  return {
    action: `mode ${mode ?? 'unset'}${scope}`,
    apply({ settings, emergency }) {
      if (check !== undefined) {
        return { settings: stated({ ...settings, checks: { ...settings.checks, [check]: { mode } } }), emergency };
      }
      if (suite !== undefined) {
        return { settings: stated({ ...settings, suites: { ...settings.suites, [suite]: { mode } } }), emergency };
      }
      // a mode is all that a suite or a check has here
      return { settings: stated({ ...settings, mode, suites: undefined, checks: undefined }), emergency };
    },
  };
}

/** What is null is as the configuration has it from now on; what is undefined stays. */
export interface Sampling {
  readonly rate?: number | null | undefined;
  readonly salt?: string | null | undefined;
}

export function setSampling({ rate, salt }: Sampling): Intent {
  const words = [
    rate === undefined ? '' : ` ${rate ?? 'unset'}`,
    salt === undefined ? '' : ` --salt ${salt ?? 'unset'}`,
  ];
  return {
    action: `sample${words.join('')}`,
    apply({ settings, emergency }) {
      const { sampling = {} } = settings;
      const changed = {
        rate: rate === undefined ? sampling.rate : rate,
        salt: salt === undefined ? sampling.salt : salt,
      };
      return { settings: stated({ ...settings, sampling: changed }), emergency };
    },
  };
}

/** No validation at all, for the reason of the change. @param until - ms since 1970; null: until somebody enables it */
export function disable(until: number | null): Intent {
  const end = until === null ? null : new Date(until).toISOString();
  return {
    action: `disable${end === null ? '' : ` --until ${end}`}`,
    apply: ({ settings }, { why, by, at }) => ({ settings, emergency: { reason: why, by, since: at, until: end } }),
  };
}

export function enable(): Intent {
  return { action: 'enable', apply: ({ settings }) => ({ settings, emergency: null }) };
}

/** Settings with names that may state nothing. */
interface Loose {
  readonly mode?: Mode | null | undefined;
  readonly sampling?: Sampling | undefined;
  readonly suites?: LooseModes | undefined;
  readonly checks?: LooseModes | undefined;
}
type LooseModes = Readonly<Record<string, { readonly mode?: Mode | null | undefined } | undefined>>;

/** Without what is null, undefined or an empty group: a switch that nobody set is not in the file. */
function stated(settings: Loose): Switches['settings'] {
  return pruned(settings) as Switches['settings'];
}

function pruned(group: object): object {
  const entries = Object.entries(group).flatMap(([name, value]: [string, unknown]) => {
    const kept = typeof value === 'object' && value !== null ? pruned(value) : value;
    const isNothing = kept === null || kept === undefined || (typeof kept === 'object' && !Object.keys(kept).length);
    return isNothing ? [] : [[name, kept] as const];
  });
  return Object.fromEntries(entries);
}
