import type { Json } from '../../core/check.js';
import type { InvestigatedRow } from './row.js';

/** One thing that subjects may have in common: `engine` is `gifsicle`, `colors` is `16`. */
export interface Factor {
  readonly name: string;
  readonly value: string;
}

/** More different numbers than this are told apart by ranges: a value each would leave no two alike. */
const SINGLE_VALUES = 8;
/** Ranges with as many subjects each. */
const RANGES = 4;

/** What a row has in common with others, under `name=value` each. */
export type FactorsOf = (row: InvestigatedRow) => readonly Factor[];

/** Reads off rows what they have in common; numbers that differ nearly everywhere become ranges. */
export function factorsAmong(rows: readonly InvestigatedRow[]): FactorsOf {
  const names = new Set(rows.flatMap(({ parameters }) => Object.keys(parameters)));
  const versions = new Map<string, Set<string>>();
  for (const { engine, engineVersion } of rows) {
    if (engine === null || engineVersion === null) continue;
    versions.set(engine, (versions.get(engine) ?? new Set()).add(engineVersion));
  }
  const bounds = new Map([...names].map((name) => [name, boundsOf(rows, name)]));
  return (row) => [
    { name: 'engine', value: row.engine ?? 'an unnamed compressor' },
    ...versionOf(row, versions),
    { name: 'operation', value: row.operation },
    { name: 'coverage', value: row.coverage },
    { name: 'degradation', value: row.degradation },
    ...Object.entries(row.parameters).map(([name, value]) => ({ name, value: spoken(value, bounds.get(name) ?? []) })),
  ];
}

/** The only version of an engine says no more than the engine. */
function versionOf({ engine, engineVersion }: InvestigatedRow, versions: ReadonlyMap<string, Set<string>>): Factor[] {
  if (engine === null || engineVersion === null || (versions.get(engine)?.size ?? 0) < 2) return [];
  return [{ name: 'version', value: `${engine} ${engineVersion}` }];
}

export function factorKey({ name, value }: Factor): string {
  return `${name}=${value}`;
}

/** Upper bounds of ranges; none: values stand for themselves. */
function boundsOf(rows: readonly InvestigatedRow[], name: string): readonly number[] {
  const numbers = rows.flatMap(({ parameters }) => {
    const value = parameters[name];
    return typeof value === 'number' ? [value] : [];
  });
  if (new Set(numbers).size <= SINGLE_VALUES) return [];
  numbers.sort((a, b) => a - b);
  const at = (share: number): number => numbers[Math.floor(share * (numbers.length - 1))] ?? 0;
  return [...new Set(Array.from({ length: RANGES - 1 }, (_, index) => at((index + 1) / RANGES)))];
}

function spoken(value: Json, bounds: readonly number[]): string {
  if (typeof value !== 'number' || bounds.length === 0)
    return typeof value === 'string' ? value : JSON.stringify(value);
  const above = bounds.filter((bound) => value > bound).at(-1);
  const upTo = bounds.find((bound) => value <= bound);
  if (above === undefined) return `up to ${upTo ?? value}`;
  return upTo === undefined ? `over ${above}` : `over ${above} up to ${upTo}`;
}
