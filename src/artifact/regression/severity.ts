/** How much worse, mildest first. */
export const SEVERITIES = ['none', 'minor', 'moderate', 'severe', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Drops from which on each severity holds, relative to the baseline. */
export interface Thresholds {
  readonly minor: number;
  readonly moderate: number;
  readonly severe: number;
  readonly critical: number;
}

export function severityOf(drop: number, { minor, moderate, severe, critical }: Thresholds): Severity {
  if (drop >= critical) return 'critical';
  if (drop >= severe) return 'severe';
  if (drop >= moderate) return 'moderate';
  return drop >= minor ? 'minor' : 'none';
}

/** Whether one is at least as bad as the other. */
export function isAtLeast(severity: Severity, other: Severity): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(other);
}

/**
 * How much worse the candidate is, relative to the baseline: 0.1 is a tenth; negative: better. Of a baseline of 0 there
 * is no share, so the difference itself stands.
 */
export function relativeDrop(baseline: number, candidate: number, higherIsBetter: boolean): number {
  const worse = higherIsBetter ? baseline - candidate : candidate - baseline;
  return baseline === 0 ? worse : worse / Math.abs(baseline);
}
