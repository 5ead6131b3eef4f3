import type { Json } from '../core/check.js';
import type { Report } from '../core/report.js';

/** A metric that was asked for by name, as people read it. */
export interface NamedMetric {
  readonly name: string;
  /** `mean 0.983, worst 0.98 in frame 7`, or why it could not be measured. */
  readonly text: string;
  /** `-1..1, higher is better` */
  readonly scale: string;
}

/** The metrics that checks were asked to report beside their judgement, in the order asked for. */
export function namedMetrics({ checks }: Report): NamedMetric[] {
  return checks.flatMap(({ details }) =>
    Object.entries(objectOf(details?.['metrics'])).map(([name, value]) => {
      const { unit, range, better, mean, worst, worstFrame, reason } = objectOf(value);
      const figures = `mean ${said(mean)}, worst ${said(worst)} in frame ${said(worstFrame)}`;
      return {
        name,
        text: typeof mean === 'number' ? figures : `not measured: ${said(reason)}`,
        scale: `${said(unit)}, ${said(range)}, ${said(better)} is better`,
      };
    }),
  );
}

function objectOf(value: Json | undefined): { readonly [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as { readonly [name: string]: Json })
    : {};
}

function said(value: Json | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '?';
}
