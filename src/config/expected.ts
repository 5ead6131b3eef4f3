import { z } from 'zod';

/** What a field accepts, in the words of an error: "an integer of at least 1", "one of off, shadow, alert, enforce". */
export function expectedOf(schema: z.ZodType): string {
  return inWords(z.toJSONSchema(schema, { io: 'input' }));
}

function inWords(schema: z.core.JSONSchema.BaseSchema): string {
  if (schema.anyOf) return schema.anyOf.map((part) => inWords(part)).join(' or ');
  if (schema.enum) return `one of ${schema.enum.join(', ')}`;
  if (schema.type === 'boolean') return 'true or false';
  if (schema.type === 'null') return 'null';
  if (schema.type === 'string') return 'a text that is not empty';
  return `${schema.type === 'integer' ? 'an integer' : 'a number'}${range(schema)}`;
}

function range({ minimum, maximum, exclusiveMinimum }: z.core.JSONSchema.BaseSchema): string {
  // zod states the safe integers as bounds, which nobody asked for
  const from = minimum === undefined || minimum === Number.MIN_SAFE_INTEGER ? undefined : minimum;
  const to = maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  if (exclusiveMinimum !== undefined) return ` over ${exclusiveMinimum}${to === undefined ? '' : ` and at most ${to}`}`;
  if (from !== undefined && to !== undefined) return ` from ${from} to ${to}`;
  if (from !== undefined) return ` of at least ${from}`;
  return to === undefined ? '' : ` of at most ${to}`;
}
