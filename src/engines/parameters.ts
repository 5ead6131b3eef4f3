import { z } from 'zod';
import { describe, invalidArgument } from '../core/errors.js';
import type { Engine } from './engine.js';
import { EngineError } from './errors.js';

/** What a compression can be asked for. What is not stated is preserved as well as the engine can. */
export const compressParametersSchema = z.strictObject({
  /** Colour limit over the whole animation. A GIF palette has 2 to 256 entries. */
  colors: z.int().min(2).max(256).optional(),
  /** Share of frames to keep; total time is kept. */
  frameRatio: z.number().gt(0).max(1).optional(),
  /** Strength on the engine's own scale: see its capabilities. */
  lossy: z.int().min(1).optional(),
});
export type CompressParameters = z.output<typeof compressParametersSchema>;
export type ParameterName = keyof CompressParameters;

const PARAMETERS = Object.keys(compressParametersSchema.shape) as ParameterName[];

const EXPECTED: Readonly<Record<ParameterName, (range: { min: number; max: number }) => string>> = {
  colors: ({ min, max }) => `an integer from ${min} to ${max}`,
  frameRatio: ({ max }) => `a number above 0 and at most ${max}`,
  lossy: ({ min, max }) => `an integer from ${min} to ${max}`,
};

/**
 * Parameters that this engine can honour, every one of them.
 * @throws UsageError `invalid_argument`; EngineError `unsupported_parameter`, naming the engines that can
 */
export async function parseParameters(
  engine: Engine,
  raw: Readonly<Record<string, unknown>>,
): Promise<CompressParameters> {
  const stated = Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== undefined));
  for (const name of Object.keys(stated)) {
    if (!isParameter(name)) throw invalidArgument('parameters', `only ${PARAMETERS.join(', ')}`, name);
  }
  for (const name of PARAMETERS) {
    if (!(name in stated)) continue;
    const range = rangeOf(engine, name);
    if (!range) throw await unsupported(engine, name);
    const value = compressParametersSchema.shape[name].safeParse(stated[name]);
    if (!value.success || value.data === undefined || value.data < range.min || value.data > range.max) {
      throw invalidArgument(name, EXPECTED[name](range), stated[name]);
    }
  }
  return compressParametersSchema.parse(stated);
}

function isParameter(name: string): name is ParameterName {
  return name in compressParametersSchema.shape;
}

function rangeOf(engine: Engine, name: ParameterName) {
  return engine.capabilities.find((capability) => capability.parameter === name)?.range;
}

async function unsupported(engine: Engine, name: ParameterName): Promise<EngineError> {
  // loaded here because the registry imports every engine, and engines import this file
  const { ENGINES } = await import('./index.js');
  const able = ENGINES.filter((other) => rangeOf(other, name)).map((other) => other.name);
  return new EngineError(
    'unsupported_parameter',
    `${engine.name} cannot do ${describe(name)}; ${able.length > 0 ? `engines that can: ${able.join(', ')}` : 'no engine can'}`,
  );
}
