import { describe } from '../core/errors.js';
import type { EmergencyState } from '../core/state.js';

/** The second name is the one that GifLab's operators know. */
export const EMERGENCY_VARIABLES = ['PRESSPROOF_EMERGENCY_DISABLE', 'GIFLAB_VALIDATION_EMERGENCY_DISABLE'] as const;

const ON = ['1', 'true', 'yes', 'on'];
const OFF = ['', '0', 'false', 'no', 'off'];

/** An emergency that a control file states and that has not expired. */
export interface ControlEmergency {
  readonly reason: string;
  /** Who disabled it, e.g. `alice@web1`. */
  readonly by: string;
  /** ms since 1970; null: until somebody enables it. */
  readonly until: number | null;
}

/**
 * Whether validation is switched off for all. It concerns what is measured and judged. Comparing the digest of an
 * artifact with the one that was asked for is no such check: it stays on whatever this says.
 */
export interface Emergency extends EmergencyState {
  /** Which setting says so, e.g. `environment PRESSPROOF_EMERGENCY_DISABLE`; null while validation is on. */
  readonly source: string | null;
  /** Values that mean nothing known, each one sentence for the operator. They turn nothing off. */
  readonly warnings: readonly string[];
}

/**
 * Whether validation is switched off now, by the environment or else by the control file. An unknown value of a variable
 * ("ture", "2") leaves validation on and says so: a gate that opens on a typing error is worse than an operator who
 * reads why it stayed shut and types again.
 * @param control - what the control file at `path` says now; null: there is no such file, or it disables nothing
 */
export function readEmergency(
  env: NodeJS.ProcessEnv,
  control: { readonly path: string; readonly emergency: ControlEmergency | null } | null = null,
): Emergency {
  const given = EMERGENCY_VARIABLES.map((name) => ({ name, value: (env[name] ?? '').trim().toLowerCase() }));
  const warnings = given
    .filter(({ value }) => !ON.includes(value) && !OFF.includes(value))
    .map(
      ({ name }) =>
        `Expected one of ${[...ON, ...OFF.slice(1)].join(', ')} for ${name} but received ${describe(env[name])}: validation stays on`,
    );
  const variable = given.find(({ value }) => ON.includes(value))?.name ?? null;
  if (variable !== null) {
    const reason = `Emergency disable: ${variable} is set`;
    return { disabled: true, reason, source: `environment ${variable}`, until: null, warnings };
  }
  if (!control?.emergency) return { disabled: false, reason: null, source: null, until: null, warnings };
  const { reason: why, by, until } = control.emergency;
  const end = until === null ? '' : ` until ${new Date(until).toISOString()}`;
  const reason = `Emergency disable: ${why} (${by}${end})`;
  return { disabled: true, reason, source: `control file ${control.path}`, until, warnings };
}
