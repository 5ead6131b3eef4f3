import type { z } from 'zod';
import { zod } from '../core/zod.js';
import { expectedOf, inWords } from './expected.js';

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** What is wrong with a value, and where in it. */
export interface Problem {
  /** As it follows the field's name: '' for the value itself, `[1].url` within a list. */
  readonly where: string;
  /** null: the place itself is unknown, and `known` says what could be there. */
  readonly expected: string | null;
  readonly known: readonly string[];
  readonly received: unknown;
}

/** The first problem of a value that its schema refuses; null where it accepts it. */
export function problemOf(schema: z.ZodType, value: unknown): Problem | null {
  const issue = schema.safeParse(value).error?.issues[0];
  if (!issue) return null;
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, ...issue.keys.slice(0, 1)] : issue.path;
  const where = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  const received = path.reduce(at, value);
  const [holder, here] = [placeOf(schema, value, path.slice(0, -1)), placeOf(schema, value, path)];
  if (issue.code === 'unrecognized_keys') {
    return { where, expected: null, known: Object.keys(holder?.properties ?? {}), received };
  }
  if (issue.code === 'invalid_key') {
    return { where, expected: inWords((holder?.propertyNames ?? {}) as JsonSchema), known: [], received: path.at(-1) };
  }
  return { where, expected: here ? inWords(here) : expectedOf(schema), known: [], received };
}

function placeOf(schema: z.ZodType, value: unknown, path: readonly PropertyKey[]): JsonSchema | undefined {
  let place: JsonSchema | undefined = chosen(zod().toJSONSchema(schema, { io: 'input' }), value);
  let here = value;
  for (const key of path) {
    const next: JsonSchema | undefined = place && partOf(place, key);
    here = at(here, key);
    place = next && chosen(next, here);
  }
  return place;
}

function partOf({ items, properties, additionalProperties }: JsonSchema, key: PropertyKey): JsonSchema | undefined {
  const part = typeof key === 'number' ? items : (properties?.[String(key)] ?? additionalProperties);
  return typeof part === 'object' && !Array.isArray(part) ? part : undefined;
}

/** Of alternatives that a `type` tells apart, the one meant; all of them, as far as their types go, where none is. */
function chosen(schema: JsonSchema, value: unknown): JsonSchema {
  const alternatives = schema.oneOf;
  if (!alternatives || typeof value !== 'object' || value === null) return schema;
  const types = alternatives.map(({ properties }) => (properties?.['type'] as JsonSchema | undefined)?.const);
  const meant = alternatives[types.indexOf(at(value, 'type') as (typeof types)[number])];
  return meant ?? { type: 'object', properties: { type: { enum: types.filter((type) => typeof type === 'string') } } };
}

function at(value: unknown, key: PropertyKey): unknown {
  return (value as Readonly<Record<PropertyKey, unknown>> | null | undefined)?.[key];
}
