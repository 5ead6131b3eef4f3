import type { Mode } from '../core/report.js';
import { readEmergency } from './emergency.js';
import type { Environment } from './environment.js';
import type { ResolvedMode } from './mode.js';

/** Decided before anything is read: whether to look at a subject at all, and what its verdict may do. */
export interface Admission {
  readonly validate: boolean;
  /** In force: `off` under emergency disable. */
  readonly mode: Mode;
  /** What would be in force without an emergency. It still says who may see that validation was skipped. */
  readonly configuredMode: Mode;
  /** Why validation is or is not done, one sentence. */
  readonly reason: string;
  /** Which setting decided. */
  readonly source: string;
  /** For the operator, one sentence each. */
  readonly warnings: readonly string[];
}

/** Emergency disable is stronger than every other setting, whatever they say. Reads `env` now, at this call. */
export function admit(configured: ResolvedMode, env: Environment): Admission {
  const { variable, warnings } = readEmergency(env);
  const configuredMode = configured.mode;
  if (variable !== null) {
    const source = `environment ${variable}`;
    const reason = `Emergency disable: ${variable} is set`;
    return { validate: false, mode: 'off', configuredMode, reason, source, warnings };
  }
  const validate = configuredMode !== 'off';
  return {
    validate,
    mode: configuredMode,
    configuredMode,
    reason: `Mode is ${configuredMode} (${configured.source})`,
    source: configured.source,
    warnings,
  };
}
