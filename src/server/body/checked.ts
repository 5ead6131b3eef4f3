import type { z } from 'zod';
import { didYouMean } from '../../config/index.js';
import { problemOf } from '../../config/problem.js';
import { invalidArgument, UsageError } from '../../core/errors.js';

/**
 * A request as its schema describes it.
 * @throws UsageError `invalid_argument`, `unknown_field`, naming the field
 */
export function checkedRequest<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const problem = problemOf(schema, value);
  if (problem === null) return schema.parse(value);
  const { where, expected, known, received } = problem;
  const field = where.replace(/^\./, '') || 'the request';
  if (expected === null) {
    const key = field.slice(field.lastIndexOf('.') + 1);
    throw new UsageError('unknown_field', `Unknown field ${field}${didYouMean(key, known)}`);
  }
  throw invalidArgument(field, expected, received);
}
