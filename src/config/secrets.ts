import type { Json } from '../core/check.js';

/** Fields whose texts are secrets: an address of a webhook lets whoever knows it write there. */
const SECRET_FIELDS = ['url', 'password', 'headers'];

/** By the name of an environment variable a secret is stated without being shown. */
const VARIABLE = 'env';

/**
 * A value as it may be shown: with "(secret)" for each secret in it. Of alerts an address in an unexpected place is taken
 * for one: it is what a list of channels is most often mistyped with.
 * @param field - dotted name of the setting
 * @param where - which part of it the value is, e.g. `[1].url`; '' for all of it
 */
export function shown(field: string, value: Json, where = ''): Json {
  if (!field.startsWith('alerts.')) return value;
  return masked(
    value,
    where.split(/[.[]/).some((name) => SECRET_FIELDS.includes(name)),
  );
}

function masked(value: Json, secret: boolean): Json {
  if (typeof value === 'string') return secret || value.includes('://') ? '(secret)' : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((entry: Json) => masked(entry, secret));
  const entries = Object.entries(value as Readonly<Record<string, Json>>);
  return Object.fromEntries(
    entries.map(([key, child]) => [
      key,
      key === VARIABLE ? child : masked(child, secret || SECRET_FIELDS.includes(key)),
    ]),
  );
}
