import type { Severity } from '../metrics/definitions.js';

type Rated<Name extends string> = Readonly<Record<Name, number | null>> & { readonly severity: Severity };

/** Thresholds, as section `alerts` of the configuration has them; null: no such rule. */
export interface AlertThresholds {
  readonly windowMinutes: number;
  /** Subjects in the window before a rate counts. */
  readonly minSubjects: number;
  readonly rules: {
    readonly failureRate: Rated<'over'>;
    readonly slowRate: Rated<'over'> & { readonly slowOverMs: number };
    readonly memoryMiB: Rated<'over'>;
    readonly consecutiveFailures: Rated<'atLeast'>;
  };
}

/** A rule in Prometheus' words. */
export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: { readonly severity: Severity };
  readonly annotations: { readonly summary: string; readonly description: string };
}

/** The window of all rates, as PromQL writes it: whole seconds, as a window may be part of a minute. */
export function windowOf({ windowMinutes }: AlertThresholds): string {
  return Number.isInteger(windowMinutes) ? `${windowMinutes}m` : `${Math.ceil(windowMinutes * 60)}s`;
}

export function percent(share: number): string {
  // two digits: thresholds are stated by people
  return `${Number((share * 100).toFixed(2))} %`;
}
