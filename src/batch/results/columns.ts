import type { z } from 'zod';
import { resultRowSchema } from './row.js';

/** `list`: of texts without "|". `json`: an object. `time`: UTC in ISO 8601 with milliseconds. */
export type ColumnType = 'text' | 'integer32' | 'integer64' | 'number' | 'boolean' | 'time' | 'list' | 'json';

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  readonly nullable: boolean;
  readonly description: string;
  /** The only values there are; null: any of its type. */
  readonly values: readonly string[] | null;
}

/** What of zod's definitions says which type a value has. */
type Definition = z.core.$ZodTypeDef & {
  readonly innerType?: z.ZodType;
  readonly format?: string;
  readonly entries?: Readonly<Record<string, string>>;
};

/** Of results.jsonl, results.csv and results.parquet, in their order. */
export const COLUMNS: readonly Column[] = Object.entries(resultRowSchema.shape).map(([name, schema]) =>
  columnOf(name, schema),
);

function columnOf(name: string, schema: z.ZodType): Column {
  const outer = schema.def as Definition;
  const nullable = outer.type === 'nullable';
  const inner = nullable ? (outer.innerType?.def as Definition) : outer;
  return {
    name,
    type: typeOf(inner, name),
    nullable,
    description: schema.description ?? '',
    values: inner.entries ? Object.values(inner.entries) : null,
  };
}

function typeOf({ type, format }: Definition, name: string): ColumnType {
  if (type === 'string') return format === 'datetime' ? 'time' : 'text';
  if (type === 'enum') return 'text';
  if (type === 'boolean') return 'boolean';
  if (type === 'array') return 'list';
  if (type === 'record') return 'json';
  // the version of the schema
  if (type === 'literal') return 'integer32';
  if (type !== 'number') throw new TypeError(`No file of results can hold ${name}: ${type}`);
  if (format === 'int32') return 'integer32';
  return format === 'safeint' ? 'integer64' : 'number';
}
