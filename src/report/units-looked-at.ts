import type { Coverage } from '../core/report.js';

/** What of its suite's own units a report counts. */
export interface Units {
  /** As many have them: `frames`. */
  readonly many: string;
  /** As one has it: `frame`. */
  readonly one: string;
  readonly total: number;
  /** null: the suite does not count them. */
  readonly read: number | null;
  readonly compared: number | null;
}

/** The units of a coverage, told by the names of its counts: `framesTotal`, `framesCompared`; null: it counts none. */
export function unitsOf(coverage: Coverage): Units | null {
  const many = Object.keys(coverage).flatMap((name) => /^(\w+)Total$/.exec(name)?.[1] ?? [])[0];
  if (many === undefined) return null;
  return {
    many,
    one: many.replace(/s$/, ''),
    total: coverage[`${many}Total`] ?? 0,
    read: coverage[`${many}Read`] ?? null,
    compared: coverage[`${many}Compared`] ?? null,
  };
}

/** The counts of a coverage by their names in the JSON report. */
export function countsOf(coverage: Coverage): readonly (readonly [string, number])[] {
  return Object.entries(coverage).filter((entry): entry is [string, number] => typeof entry[1] === 'number');
}
