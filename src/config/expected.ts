import type { z } from 'zod';
import { rangeInWords, type Range } from '../core/limits.js';
import { zod } from '../core/zod.js';

/** What a field accepts, in the words of an error: "an integer of at least 1", "one of off, shadow, alert, enforce". */
export function expectedOf(schema: z.ZodType): string {
  return inWords(zod().toJSONSchema(schema, { io: 'input' }));
}

/** The same of a part of it. A `title` is how the schema itself says it. */
export function inWords(schema: z.core.JSONSchema.BaseSchema): string {
  if (schema.title) return schema.title;
  if (schema.anyOf) return schema.anyOf.map((part) => inWords(part)).join(' or ');
  if (schema.enum) return `one of ${schema.enum.join(', ')}`;
  const least = schema.minItems ? `at least ${schema.minItems} ` : '';
  if (schema.items && isPlain(schema.items as z.core.JSONSchema.BaseSchema))
    return `a list${least && ` of ${least.trim()}`}, each ${inWords(schema.items as z.core.JSONSchema.BaseSchema)}`;
  if (schema.items) return `a list of ${least}objects as pressproof config schema describes them`;
  if (schema.type === 'object' || schema.oneOf) return 'an object as pressproof config schema describes it';
  if (schema.type === 'boolean') return 'true or false';
  if (schema.type === 'null') return 'null';
  if (schema.type === 'string') return 'a text that is not empty';
  return rangeInWords(rangeOf(schema));
}

function isPlain({ type, enum: values }: z.core.JSONSchema.BaseSchema): boolean {
  return values !== undefined || (type !== undefined && type !== 'object');
}

function rangeOf({ type, minimum, maximum, exclusiveMinimum }: z.core.JSONSchema.BaseSchema): Range {
  return {
    whole: type === 'integer',
    // older drafts wrote a flag here
    over: typeof exclusiveMinimum === 'number' ? exclusiveMinimum : undefined,
    // zod states the safe integers as bounds, which nobody asked for
    min: minimum === Number.MIN_SAFE_INTEGER ? undefined : minimum,
    max: maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum,
  };
}
