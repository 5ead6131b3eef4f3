import { relative, sep } from 'node:path';
import { didYouMean } from '../../../config/index.js';
import { invalidArgument, UsageError } from '../../../core/errors.js';
import { accepts, rangeInWords } from '../../../core/limits.js';
import {
  COLOR_SCOPES,
  EXPECTED_NUMBERS,
  OPERATIONS,
  type Expectation,
  type Operation,
} from '../../../image/expectation.js';
import { isS3 } from '../../storage/location.js';
import type { Location } from '../../item.js';
import type { Listed } from '../source.js';
import { isStated, locationIn } from './cell.js';
import type { Values } from './columns.js';
import { modelIn } from './model.js';

export interface Row {
  readonly values: Values;
  /** Where it is, for errors: `line 7 of pairs.csv`. */
  readonly place: string;
}

const NUMBERS = Object.keys(EXPECTED_NUMBERS) as (keyof typeof EXPECTED_NUMBERS)[];

export interface RowOptions {
  /** The manifest's folder, absolute: relative paths start there. */
  readonly base: string;
  /** Whether nothing else says where the output is. */
  readonly needsOutput: boolean;
  /** Paths of baselines by name. */
  readonly baselines: Readonly<Record<string, string>>;
}

/** @throws UsageError naming the column and the place */
export function listedOf({ values, place }: Row, { base, needsOutput, baselines }: RowOptions): Listed {
  const input = values.original === undefined ? 'input' : 'original';
  const location = locationIn(values[input], `${input} in ${place}`, base);
  const output =
    isStated(values.output) || needsOutput ? locationIn(values.output, `output in ${place}`, base) : undefined;
  const operation = isStated(values.operation)
    ? oneOf(OPERATIONS, values.operation, `operation in ${place}`)
    : undefined;
  const expectation = expectationIn(values, place);
  const model = modelIn(values, place, base, baselines);
  return {
    location,
    name: nameOf(location, base),
    ...(output !== undefined && { output }),
    ...(operation !== undefined && { operation: operation as Operation }),
    ...(expectation !== null && { expectation }),
    ...(model !== null && { model }),
  };
}

/** Below the manifest's folder as it is from there; elsewhere by all of its path, or by its bucket and key. */
function nameOf(location: Location, base: string): string {
  if (isS3(location)) return location.slice('s3://'.length);
  const way = relative(base, location);
  return way.split(sep)[0] === '..' || way === '' ? location.slice(1) : way;
}

function expectationIn(values: Values, place: string): Expectation | null {
  const stated: Expectation = {};
  for (const name of NUMBERS) {
    if (isStated(values[name])) stated[name] = numberIn(name, values[name], place);
  }
  if (isStated(values.colorScope)) {
    const scope = oneOf(COLOR_SCOPES, values.colorScope, `colorScope in ${place}`);
    stated.colorScope = scope as NonNullable<Expectation['colorScope']>;
  }
  return Object.keys(stated).length === 0 ? null : stated;
}

function numberIn(name: (typeof NUMBERS)[number], value: unknown, place: string): number {
  const range = EXPECTED_NUMBERS[name];
  // CSV knows texts only, and Parquet 64 bits
  const number =
    (typeof value === 'string' && value.trim() !== '') || typeof value === 'bigint' ? Number(value) : value;
  if (!accepts(range, number)) {
    throw invalidArgument(
      `${name} in ${place}`,
      rangeInWords(range),
      typeof value === 'bigint' ? String(value) : value,
    );
  }
  return number;
}

function oneOf(known: readonly string[], value: unknown, name: string): string {
  const found = known.find((each) => each === value);
  if (found !== undefined) return found;
  const { message } = invalidArgument(name, `one of ${known.join(', ')}`, value);
  throw new UsageError('invalid_argument', `${message}${typeof value === 'string' ? didYouMean(value, known) : ''}`);
}
