import { dirname, resolve } from 'node:path';
import type { z } from 'zod';
import { zod } from '../../core/zod.js';
import { ArtifactError } from '../errors.js';
import { FileSource } from '../source/byte-source.js';
import { METRIC_NAMES, type Example, type Holdout, type HoldoutHeader } from './example.js';
import { linesOf, type Line } from './lines.js';

/** The values of one picture of 1024 x 1024 in three colours have some 20 MB as text; larger ones are given as images. */
const MAX_BYTES = 2 ** 28;
const MAX_EXAMPLES = 100_000;

/**
 * Reads a holdout file, every line of it strictly: what cannot be read is no example that counts as right or wrong.
 * @throws ArtifactError `holdout_not_found`, `holdout_too_large`, `holdout_line` (naming the line), `holdout_mixed`, `holdout_empty`
 */
export function readHoldout(path: string): Holdout {
  const source = opened(path);
  try {
    if (source.size > MAX_BYTES) {
      throw new ArtifactError('holdout_too_large', `Expected at most ${MAX_BYTES} bytes, ${path} has ${source.size}`);
    }
    const schemas = schemasOf(zod());
    let header: HoldoutHeader = { holdout: 1 };
    const examples: Example[] = [];
    for (const line of linesOf(source)) {
      const value = parsed(line, path);
      const isHeader = examples.length === 0 && value instanceof Object && 'holdout' in value;
      if (isHeader) header = checked(schemas.header, value, line, path);
      else examples.push(exampleOf(schemas, value, line, path));
      if (examples.length > MAX_EXAMPLES) {
        throw new ArtifactError('holdout_too_large', `Expected at most ${MAX_EXAMPLES} examples, ${path} has more`);
      }
    }
    const [first] = examples;
    if (!first) throw new ArtifactError('holdout_empty', `${path} has no examples: nothing can be measured`);
    const other = examples.find(({ kind }) => kind !== first.kind);
    if (other) {
      const message = `${path}, line ${other.line}: Expected the same kind of example as in line ${first.line}`;
      throw new ArtifactError('holdout_mixed', message);
    }
    return { path, header, examples };
  } finally {
    source.close();
  }
}

function opened(path: string): FileSource {
  try {
    return new FileSource(path, path);
  } catch (error) {
    if (!(error instanceof ArtifactError)) throw error;
    throw new ArtifactError('holdout_not_found', `The holdout cannot be read: ${error.message}`, { cause: error });
  }
}

function parsed({ text, number }: Line, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ArtifactError('holdout_line', `${path}, line ${number}: Expected JSON: ${(error as Error).message}`);
  }
}

type Schemas = ReturnType<typeof schemasOf>;

function exampleOf({ text, values }: Schemas, value: unknown, line: Line, path: string): Example {
  if (value instanceof Object && 'label' in value) {
    const { values: numbers, image, label } = checked(values, value, line, path);
    if ((numbers === undefined) === (image === undefined))
      throw wrong(line, path, 'Expected either values or an image');
    return { kind: 'class', line: line.number, values: numbers ?? resolve(dirname(path), image ?? ''), label };
  }
  const { input, expected } = checked(text, value, line, path);
  const answers = typeof expected === 'string' ? [expected] : (expected ?? null);
  return { kind: 'text', line: line.number, input, expected: answers };
}

function checked<T>(schema: z.ZodType<T>, value: unknown, line: Line, path: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const field = issue?.path.join('.') ?? '';
  const hint = issue?.code === 'unrecognized_keys' ? `; known are ${fieldsOf(schema)}` : '';
  throw wrong(line, path, `${field === '' ? '' : `${field}: `}${issue?.message ?? 'not understood'}${hint}`);
}

/** Of examples and headers: what may be written where something else was. */
function fieldsOf(schema: z.ZodType): string {
  return 'shape' in schema ? Object.keys(schema.shape as object).join(', ') : 'those of the documentation';
}

function wrong({ number }: Line, path: string, message: string): ArtifactError {
  return new ArtifactError('holdout_line', `${path}, line ${number}: ${message}`);
}

/** Strict: a field with a slip of the pen is not one that is left out. */
function schemasOf({ z }: ReturnType<typeof zod>) {
  const numbers = z.array(z.number()).min(1);
  return {
    text: z.strictObject({ input: z.string(), expected: z.union([z.string(), z.array(z.string()).min(1)]).optional() }),
    values: z.strictObject({
      values: numbers.optional(),
      image: z.string().min(1).optional(),
      label: z.int().min(0),
    }),
    header: z.strictObject({
      holdout: z.literal(1),
      metric: z.enum(METRIC_NAMES).optional(),
      k: z.int().min(1).optional(),
      maxTokens: z.int().min(1).max(8192).optional(),
      stop: z.array(z.string().min(1)).optional(),
      input: z.string().optional(),
      output: z.string().optional(),
      shape: z.array(z.int().min(1)).min(1).optional(),
      normalise: z
        .strictObject({
          scale: z.number().optional(),
          mean: numbers.optional(),
          std: z.array(z.number().positive()).min(1).optional(),
        })
        .optional(),
      channels: z.enum(['rgb', 'bgr']).optional(),
    }),
  };
}
