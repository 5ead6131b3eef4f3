import type { Json } from '../core/check.js';
import type { Report } from '../core/report.js';

/** The report in the caller's own file names, instead of those of temporary files and snapshots. */
export function relabel(report: Report, names: ReadonlyMap<string, string>): Report {
  // a report is JSON, and strings become strings
  return renamed(report as unknown as Json, [...names]) as unknown as Report;
}

function renamed(value: Json, names: readonly (readonly [string, string])[]): Json {
  if (typeof value === 'string') return names.reduce((text, [from, to]) => text.replaceAll(from, to), value);
  if (Array.isArray(value)) return value.map((each) => renamed(each as Json, names));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, renamed(each as Json, names)]));
}
