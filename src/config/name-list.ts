import { zod } from '../core/zod.js';
import { fieldSchemas } from './schema.js';

/** A field that holds a list of names takes `a,b` where only a text can be written; every other value stays as it is. */
export function namesIn(field: string, value: unknown): unknown {
  if (typeof value !== 'string' || !isNameList(field)) return value;
  return value
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function isNameList(field: string): boolean {
  const { ZodArray, ZodDefault, ZodEnum, ZodString } = zod();
  const schema = fieldSchemas().get(field);
  const list = schema instanceof ZodDefault ? schema.unwrap() : schema;
  if (!(list instanceof ZodArray)) return false;
  return list.element instanceof ZodEnum || list.element instanceof ZodString;
}
