import { invalidArgument } from '../core/errors.js';
import {
  compressParametersSchema,
  type Capability,
  type CompressParameters,
  type Engine,
  type ParameterName,
} from './engine.js';
import { EngineError } from './errors.js';

const PARAMETERS = Object.keys(compressParametersSchema.shape) as ParameterName[];

const EXPECTED: Readonly<Record<ParameterName, (range: { min: number; max: number }) => string>> = {
  colors: ({ min, max }) => `an integer from ${min} to ${max}`,
  frameRatio: ({ max }) => `a number above 0 and at most ${max}`,
  lossy: ({ min, max }) => `an integer from ${min} to ${max}`,
};

type Able = Pick<Engine, 'name' | 'capabilities'>;

/**
 * Parameters that this engine can honour, every one of them.
 * @throws UsageError `invalid_argument`; EngineError `unsupported_parameter`, naming the engines of `known` that can
 */
export function honour(
  engine: Able,
  raw: Readonly<Record<string, unknown>>,
  known: Iterable<Able>,
): CompressParameters {
  const stated = Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== undefined));
  for (const name of Object.keys(stated)) {
    if (!isParameter(name)) throw invalidArgument('parameters', `only ${PARAMETERS.join(', ')}`, name);
  }
  for (const name of PARAMETERS) {
    if (!(name in stated)) continue;
    const range = rangeOf(engine, name);
    if (!range) throw unsupported(engine, name, known);
    const value = compressParametersSchema.shape[name].safeParse(stated[name]);
    if (!value.success || value.data === undefined || value.data < range.min || value.data > range.max) {
      throw invalidArgument(name, EXPECTED[name](range), stated[name]);
    }
  }
  return compressParametersSchema.parse(stated);
}

function isParameter(name: string): name is ParameterName {
  return Object.hasOwn(compressParametersSchema.shape, name);
}

function rangeOf(engine: Able, name: ParameterName): Capability['range'] | undefined {
  return engine.capabilities.find((capability) => capability.parameter === name)?.range;
}

function unsupported(engine: Able, name: ParameterName, known: Iterable<Able>): EngineError {
  const able = [...known].filter((other) => rangeOf(other, name)).map((other) => other.name);
  const remedy = able.length > 0 ? `engines that can: ${able.join(', ')}` : 'no engine can';
  return new EngineError('unsupported_parameter', `${engine.name} cannot do ${name}; ${remedy}`);
}
