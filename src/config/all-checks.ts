import { artifactChecks } from '../artifact/checks/index.js';
import type { Limits } from '../core/limits.js';
import { imageChecks } from '../image/checks/index.js';

/** What the configuration has to know of a check. */
export interface ConfiguredCheck {
  readonly id: string;
  readonly limits: Limits;
  readonly ordered: readonly (readonly [string, string])[];
}

/** The checks of every suite. Names of limits are unique over all; a switch by id is that of every suite that has it. */
export const allChecks: readonly ConfiguredCheck[] = [...imageChecks, ...artifactChecks];
