/** How policy treats a verdict: see src/policy. Named here because the report carries it. */
export const MODES = ['off', 'shadow', 'alert', 'enforce'] as const;
export type Mode = (typeof MODES)[number];
