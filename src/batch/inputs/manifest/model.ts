import { sha256In } from '../../../artifact/expected-digest.js';
import { invalidArgument } from '../../../core/errors.js';
import { baselineNamed } from '../../../guard/artifact/baseline.js';
import type { ModelAsked } from '../../item.js';
import { isStated, pathIn } from './cell.js';
import type { ModelColumn, Values } from './columns.js';

/**
 * What a row says of a model; null: nothing.
 * @param base - the manifest's folder, absolute
 * @param baselines - paths by name; they start at the working folder, as configured
 * @throws UsageError naming the column and the place
 */
export function modelIn(
  values: Values,
  place: string,
  base: string,
  baselines: Readonly<Record<string, string>>,
): ModelAsked | null {
  const readers: Readonly<Record<ModelColumn, (value: unknown, name: string) => string>> = {
    name: textIn,
    version: textIn,
    baseline: (value, name) => baselineIn(value, name, base, baselines),
    holdout: (value, name) => pathIn(value, name, base),
    sha256: digestIn,
    expectSha256: digestIn,
  };
  const stated = Object.entries(readers).flatMap(([column, read]) => {
    const value = values[column as ModelColumn];
    if (!isStated(value)) return [];
    return [[column === 'expectSha256' ? 'sha256' : column, read(value, `${column} in ${place}`)] as const];
  });
  return stated.length === 0 ? null : (Object.fromEntries(stated) as ModelAsked);
}

/** A number would do for a version, and 1.10 would be 1.1. */
function textIn(value: unknown, name: string): string {
  if (typeof value === 'string') return value;
  throw invalidArgument(name, 'a text', value);
}

function baselineIn(value: unknown, name: string, base: string, baselines: Readonly<Record<string, string>>): string {
  const path = pathIn(value, name, base, 'a path on this machine, or a name of artifact.baselines,');
  // names are looked up here: what a worker is handed is a place that it may read or not
  return String(value).includes('://') ? path : baselineNamed(value, baselines, base).path;
}

function digestIn(value: unknown, name: string): string {
  const digest = sha256In(value);
  if (digest === null) throw invalidArgument(name, 'a sha256, 64 hex digits', value);
  return digest;
}
