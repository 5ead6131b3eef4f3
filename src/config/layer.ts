import type { Json } from '../core/check.js';
import { invalidArgument, UsageError } from '../core/errors.js';
import { FIELD_NAMES, recordEntry } from './defaults.js';
import { didYouMean } from './did-you-mean.js';
import { fromGifLabName } from './giflab-names.js';
import { problemOf, type Problem } from './problem.js';
import { fieldSchemas } from './schema.js';
import { shown } from './secrets.js';

/** One stated value: where it belongs, what was written, and where. */
export interface Entry {
  /** Dotted name, e.g. `limits.fpsTolerance`; of a record also that of one value in it. */
  readonly field: string;
  readonly value: unknown;
  /** As its user wrote it, for errors: `--mode`, `PRESSPROOF_MODE`, `limits.fpsTolerance in a.yaml`. */
  readonly name: string;
  /** As `config print` shows it: `flag --mode`, `file a.yaml`. */
  readonly source: string;
}

/**
 * Entries of a nested object, as configuration files and call options are written. Undefined values are not stated.
 * @param where - appended to names in errors, e.g. ` in a.yaml`
 * @throws UsageError `unknown_field`, `invalid_argument`
 */
export function entriesOf(tree: unknown, source: string, where = ''): Entry[] {
  if (!isObject(tree)) throw invalidArgument(`the configuration${where}`, 'an object', tree);
  return descend(tree, '', source, where);
}

function descend(tree: Readonly<Record<string, unknown>>, path: string, source: string, where: string): Entry[] {
  return Object.entries(tree).flatMap(([key, value]) => {
    const field = path === '' ? key : `${path}.${key}`;
    if (value === undefined) return [];
    if (!isGroup(field)) return [entryOf(field, value, source, where)];
    if (!isObject(value)) throw invalidArgument(`${field}${where}`, 'an object', value);
    return descend(value, field, source, where);
  });
}

/**
 * One entry by its dotted name; names of the original are translated.
 * @throws UsageError `unknown_field`, `invalid_argument`, `no_counterpart`
 */
export function entryOf(written: string, value: unknown, source: string, where = ''): Entry {
  const translated = written.startsWith('limits.') ? fromGifLabName(written.slice('limits.'.length), value) : null;
  return checked({ ...(translated ?? { field: written, value }), name: `${written}${where}`, source });
}

/**
 * The same entry when its field exists and accepts the value.
 * @throws UsageError `unknown_field`, `invalid_argument`
 */
export function checked(entry: Entry): Entry {
  const named = recordEntry(entry.field);
  const schema = fieldSchemas().get(named?.record ?? entry.field);
  if (!schema) {
    const hint = didYouMean(entry.field, FIELD_NAMES) || '; pressproof config print shows every field';
    throw new UsageError('unknown_field', `Unknown field ${entry.name}${hint}`);
  }
  const problem = problemOf(schema, named ? { [named.key]: entry.value } : entry.value);
  // where it is in the record its name says already
  if (problem) throw refusal(entry, named ? { ...problem, where: '' } : problem);
  return entry;
}

/** Names the place within a list too, and shows no secret. */
function refusal({ field, name }: Entry, { where, expected, known, received }: Problem): UsageError {
  const place = name.startsWith(field) ? `${field}${where}${name.slice(field.length)}` : `${name}${where}`;
  if (expected === null) {
    const key = where.slice(where.lastIndexOf('.') + 1);
    return new UsageError('unknown_field', `Unknown field ${place}${didYouMean(key, known)}`);
  }
  return invalidArgument(place, expected, shown(field, received as Json, where));
}

function isGroup(field: string): boolean {
  return FIELD_NAMES.some((known) => known.startsWith(`${field}.`));
}

/** Not a list, not null. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
