import type { Mode } from '../core/report.js';
import type { Emergency } from './emergency.js';

/** The mode that holds, and which place of the configuration said so (config/resolve.ts). */
export interface ResolvedMode {
  readonly mode: Mode;
  readonly source: string;
}

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
}

/** Emergency disable is stronger than every other setting, whatever they say. */
export function admit(configured: ResolvedMode, { variable }: Emergency): Admission {
  const configuredMode = configured.mode;
  if (variable !== null) {
    const source = `environment ${variable}`;
    const reason = `Emergency disable: ${variable} is set`;
    return { validate: false, mode: 'off', configuredMode, reason, source };
  }
  const validate = configuredMode !== 'off';
  return {
    validate,
    mode: configuredMode,
    configuredMode,
    reason: `Mode is ${configuredMode} (${configured.source})`,
    source: configured.source,
  };
}
