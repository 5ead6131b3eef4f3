import { describe } from '../core/errors.js';

/** The second name is the one that GifLab's operators know. */
export const EMERGENCY_VARIABLES = ['PRESSPROOF_EMERGENCY_DISABLE', 'GIFLAB_VALIDATION_EMERGENCY_DISABLE'] as const;

const ON = ['1', 'true', 'yes', 'on'];
const OFF = ['', '0', 'false', 'no', 'off'];

export interface Emergency {
  /** The variable that turns validation off; null when none does. */
  readonly variable: string | null;
  /** Values that mean nothing known, each one sentence for the operator. They turn nothing off. */
  readonly warnings: readonly string[];
}

/**
 * Whether validation is switched off for all. An unknown value ("ture", "2") leaves validation on and says so: a gate
 * that opens on a typing error is worse than an operator who reads why it stayed shut and types again.
 */
export function readEmergency(env: NodeJS.ProcessEnv): Emergency {
  const given = EMERGENCY_VARIABLES.map((name) => ({ name, value: (env[name] ?? '').trim().toLowerCase() }));
  return {
    variable: given.find(({ value }) => ON.includes(value))?.name ?? null,
    warnings: given
      .filter(({ value }) => !ON.includes(value) && !OFF.includes(value))
      .map(
        ({ name }) =>
          `Expected one of ${[...ON, ...OFF.slice(1)].join(', ')} for ${name} but received ${describe(env[name])}: validation stays on`,
      ),
  };
}
