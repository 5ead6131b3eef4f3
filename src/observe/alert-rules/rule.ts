import type { AlertSettings, Severity } from '../alerts/settings.js';

/** Of section `alerts` of the configuration; a threshold of null: no such rule. */
export type AlertThresholds = Pick<AlertSettings, 'windowMinutes' | 'minSubjects' | 'rules'>;

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
