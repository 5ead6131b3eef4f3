import { invalidArgument, UsageError } from '../core/errors.js';
import {
  compressParametersSchema,
  PARAMETER_NAMES,
  type Capability,
  type CompressParameters,
  type Engine,
  type EngineVersion,
  type ParameterName,
} from './engine.js';
import { EngineError } from './errors.js';

type Range = NonNullable<Capability['range']>;

const whole = ({ min, max }: Range) => `an integer from ${min} to ${max}`;
const aboveZero = ({ max }: Range) => `a number above 0 and at most ${max}`;
const NUMBERS: Readonly<Partial<Record<ParameterName, (range: Range) => string>>> = {
  frameRatio: aboveZero,
  fps: aboveZero,
};

type Able = Pick<Engine, 'name' | 'capabilities'>;

/**
 * Parameters that this engine can honour, every one of them.
 * @param spelt - a parameter as whoever asks for it wrote it, e.g. `--lossy`
 * @throws UsageError `invalid_argument`; EngineError `unsupported_parameter`, naming the engines of `known` that can
 */
export function honour(
  engine: Able,
  raw: Readonly<Record<string, unknown>>,
  known: Iterable<Able>,
  spelt: (name: ParameterName) => string = (name) => name,
): CompressParameters {
  const stated = Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== undefined));
  for (const name of Object.keys(stated)) {
    if (!isParameter(name)) throw invalidArgument('parameters', `only ${PARAMETER_NAMES.join(', ')}`, name);
  }
  for (const name of PARAMETER_NAMES) {
    if (!(name in stated)) continue;
    const capability = capabilityOf(engine, name);
    if (!capability) throw unsupported(engine, name, known, spelt);
    const value = compressParametersSchema.shape[name].safeParse(stated[name]);
    if (!value.success || !takes(capability, value.data)) {
      throw invalidArgument(`${spelt(name)} of ${engine.name}`, expected(capability, name), stated[name]);
    }
    const { needs } = capability;
    if (needs !== null && !(needs in stated)) {
      throw new UsageError(
        'invalid_argument',
        `Expected ${spelt(needs)} with ${spelt(name)}: it changes nothing without`,
      );
    }
  }
  if ('frameRatio' in stated && 'fps' in stated) {
    throw new UsageError(
      'invalid_argument',
      `Expected ${spelt('frameRatio')} or ${spelt('fps')} but received both: each of them says how many frames stay`,
    );
  }
  return compressParametersSchema.parse(stated);
}

/**
 * Whether the version that is here has what is asked for.
 * @throws EngineError `unsupported_parameter`, naming what it has
 */
export function honourHere(
  { name, capabilities }: Able,
  parameters: CompressParameters,
  version: EngineVersion & { available: true },
): void {
  for (const { parameter, choices } of capabilitiesHere(capabilities, version)) {
    if (parameter === null || choices === null) continue;
    const asked = parameters[parameter];
    if (asked === undefined || takesText(choices, asked)) continue;
    const remedy = `it has ${choices.join(', ')}`;
    throw new EngineError(
      'unsupported_parameter',
      `${name} ${version.version} has no ${parameter} ${asked}; ${remedy}`,
    );
  }
}

/** Capabilities of the version that is here: without the choices that others have. */
export function capabilitiesHere(
  capabilities: readonly Capability[],
  { choices: here = {} }: EngineVersion & { available: true },
): readonly Capability[] {
  return capabilities.map((capability) => {
    const { parameter, choices, typical } = capability;
    const had = parameter === null ? undefined : here[parameter];
    if (had === undefined || choices === null) return capability;
    return {
      ...capability,
      choices: choices.filter((choice) => had.includes(choice)),
      typical: typical.filter((value) => takesText(had, value)),
    };
  });
}

function takes({ range, choices }: Capability, value: number | string | undefined): boolean {
  if (choices) return takesText(choices, value);
  return range !== null && typeof value === 'number' && value >= range.min && value <= range.max;
}

function takesText(choices: readonly string[], value: number | string | undefined): boolean {
  return typeof value === 'string' && choices.includes(value);
}

function expected({ range, choices }: Capability, name: ParameterName): string {
  if (choices) return `one of ${choices.join(', ')}`;
  return range ? (NUMBERS[name] ?? whole)(range) : 'nothing';
}

function isParameter(name: string): name is ParameterName {
  return Object.hasOwn(compressParametersSchema.shape, name);
}

function capabilityOf(engine: Able, name: ParameterName): Capability | undefined {
  return engine.capabilities.find((capability) => capability.parameter === name);
}

function unsupported(
  engine: Able,
  name: ParameterName,
  known: Iterable<Able>,
  spelt: (name: ParameterName) => string,
): EngineError {
  const able = [...known].filter((other) => capabilityOf(other, name)).map((other) => other.name);
  const remedy = able.length > 0 ? `engines that can: ${able.join(', ')}` : 'no engine can';
  return new EngineError('unsupported_parameter', `${engine.name} cannot do ${spelt(name)}; ${remedy}`);
}
