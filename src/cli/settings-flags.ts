import type { Assignment } from './arguments.js';

/** Flags that change settings, as commander hands them over. */
export interface SettingsFlags {
  readonly mode?: string;
  readonly preset?: string;
  readonly config?: string;
  readonly set?: readonly Assignment[];
  readonly timeout?: number;
  readonly cache?: string;
  readonly quarantine?: string;
  readonly failOpen?: boolean;
}
