import type { SkipReason } from '../core/decision.js';
import type { Mode } from '../core/report.js';
import type { Emergency } from './emergency.js';
import type { OwnMode } from './modes.js';

/** Decided before anything is read: whether to look at a subject at all, and what its verdict may do. */
export interface Admission {
  readonly validate: boolean;
  /** In force: `off` under emergency disable. */
  readonly mode: Mode;
  /** What would be in force without an emergency. It still says who may see that validation was skipped. */
  readonly configuredMode: Mode;
  /** null: it is looked at. */
  readonly skip: SkipReason | null;
  /** Why validation is or is not done, one sentence. */
  readonly reason: string;
  /** Which setting decided. */
  readonly source: string;
}

/** Emergency disable is stronger than every other setting, whatever they say. */
export function admit({ mode, source }: OwnMode, { disabled, reason, source: place }: Emergency): Admission {
  if (disabled) {
    // an emergency always has both
    const why = { reason: reason ?? 'Emergency disable', source: place ?? 'emergency disable' };
    return { validate: false, mode: 'off', configuredMode: mode, skip: 'emergency', ...why };
  }
  const validate = mode !== 'off';
  const skip = validate ? null : 'mode_off';
  return { validate, mode, configuredMode: mode, skip, reason: `Mode is ${mode} (${source})`, source };
}

/** The same subject, not looked at although its mode would have it so. */
export function skippedBecause(admission: Admission, skip: SkipReason, reason: string): Admission {
  return { ...admission, validate: false, skip, reason };
}
