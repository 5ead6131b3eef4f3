import { ARTIFACT_CHECK_IDS } from '../artifact/checks/ids.js';
import { CHECK_IDS } from '../image/checks/ids.js';
import type { PLAIN_DEFAULTS } from './plain.js';

export type SuiteName = keyof typeof PLAIN_DEFAULTS.suites;

/** Ids of the checks of each suite. */
export const SUITE_CHECKS = {
  image: CHECK_IDS,
  artifact: ARTIFACT_CHECK_IDS,
} as const satisfies Readonly<Record<SuiteName, readonly string[]>>;

/** Of all suites; some have one in common, whose switch and mode are then those of each. */
export const ALL_CHECK_IDS: readonly string[] = [...new Set(Object.values(SUITE_CHECKS).flat())];

/** The suite that a check belongs to: the first of those that have it. */
export function suiteOf(check: string): SuiteName {
  const found = Object.entries(SUITE_CHECKS).find(([, ids]) => (ids as readonly string[]).includes(check));
  return (found?.[0] ?? 'image') as SuiteName;
}
