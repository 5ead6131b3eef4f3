import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Capability, CompressParameters, Engine, ParameterName } from '../../../src/engines/engine.js';
import { capabilitiesHere } from '../../../src/engines/honour.js';
import { askedOf } from '../../../src/guard/expectation.js';
import { validate } from '../../../src/guard/validate.js';
import { read, unionOf } from '../../support/engine-run.js';
import { differenceOf, type Difference } from './compare.js';
import type { Inputs } from './inputs.js';
import { CAN_SEE_PROCESSES, groupAtWork, membersOf } from './processes.js';

/** One parameter at two values, or what an engine does when it is asked for nothing. */
export interface Effect {
  readonly capability: Capability;
  readonly values: readonly (number | string)[];
  /** Of the output at each value: of the detailed input, for effort of the calm one. */
  readonly bytes: readonly number[];
  /** Whether all outputs differ; null without a parameter. */
  readonly changes: boolean | null;
  /** What pressproof says of each output, against what was asked for, and the checks that are not satisfied. */
  readonly verdicts: readonly Judgement[];
}

export interface Judgement {
  readonly verdict: string;
  readonly checks: readonly string[];
}

/** What a colour limit bounded, on an input with others in every frame. */
export interface ColorBound {
  readonly limit: number;
  readonly union: number;
  readonly maxPerFrame: number;
}

/** `kept`: a sound output that pressproof accepts. Else the check it fails, or the code of the engine's error. */
export type Fate = string;

export interface Measurement {
  readonly engine: string;
  readonly version: string;
  readonly effects: readonly Effect[];
  /** Empty for an engine without a colour limit. */
  readonly colors: readonly ColorBound[];
  /** Of the mixed input, asked for nothing. */
  readonly difference: Difference;
  /** Stored loop counts, before and after. */
  readonly loops: readonly (readonly [number | null, number | null])[];
  /** How many are left of twelve frames that are mostly alike. */
  readonly heldFrames: number;
  readonly fates: Readonly<Record<(typeof ODD)[number], Fate>>;
  readonly abort: Aborted;
}

export interface Aborted {
  /** Of the error that it ended with. */
  readonly code: string | null;
  /** Processes left of the group that it ran in; null: none was started, or nobody can tell here. */
  readonly processes: number | null;
  readonly files: readonly string[];
}

export const ODD = ['still', 'pixel', 'huge', 'cut', 'empty'] as const;

/** All that can be seen of an engine from outside. It has to be available. */
export async function measure(engine: Engine, inputs: Inputs): Promise<Measurement> {
  const version = await engine.version();
  if (!version.available) throw new Error(`${engine.name} is not here: ${version.reason}`);
  const capabilities = capabilitiesHere(engine.capabilities, version);
  const folder = await mkdtemp(join(tmpdir(), 'pressproof-conformance-'));
  const output = join(folder, 'out.gif');
  try {
    const effects: Effect[] = [];
    for (const capability of capabilities) effects.push(await effectOf(engine, capability, inputs, output));
    await engine.compress(inputs.mixed, output);
    const difference = differenceOf(await read(inputs.mixed), await read(output));
    return {
      engine: engine.name,
      version: version.version,
      effects,
      colors: await boundsOf(engine, capabilities, inputs, output),
      difference,
      loops: await loopsOf(engine, inputs, output),
      heldFrames: await framesAfter(engine, inputs.held, output),
      fates: await fatesOf(engine, inputs, output),
      abort: await abortOf(engine, version.path !== null, hardWork(capabilities), inputs.long, folder),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Far enough apart to differ in what they do to any picture. */
const VALUES: Readonly<Record<string, readonly [number, number]>> = {
  colors: [64, 8],
  frameRatio: [0.75, 0.5],
  fps: [8, 4],
  optimize: [1, 3],
  quality: [95, 20],
};

/** For parameters that do nothing alone. */
const NEEDED: Readonly<Partial<Record<ParameterName, number>>> = { colors: 32 };

function valuesOf({ parameter, range, choices }: Capability): readonly (number | string)[] {
  if (parameter === null) return [];
  if (choices) return choices;
  // for strengths on a scale of the engine's own
  return VALUES[parameter] ?? [Math.ceil(range!.max / 8), range!.max];
}

async function effectOf(engine: Engine, capability: Capability, inputs: Inputs, output: string): Promise<Effect> {
  const { parameter, needs } = capability;
  const values = valuesOf(capability);
  const asked: CompressParameters[] =
    parameter === null
      ? [{}]
      : values.map((value) => ({ ...(needs && { [needs]: NEEDED[needs] }), [parameter]: value }));
  // coding the same pixels well pays where much stays the same
  const input = parameter === 'optimize' ? inputs.calm : inputs.detailed;
  const bytes: number[] = [];
  const digests = new Set<string>();
  const verdicts: Judgement[] = [];
  for (const parameters of asked) {
    const { outputBytes } = await engine.compress(input, output, parameters);
    bytes.push(outputBytes);
    digests.add(
      createHash('sha256')
        .update(await readFile(output))
        .digest('hex'),
    );
    verdicts.push(await judge(engine, input, output, parameters));
  }
  const changes = parameter === null ? null : digests.size === asked.length;
  return { capability, values, bytes, changes, verdicts };
}

async function judge(
  engine: Engine,
  input: string,
  output: string,
  parameters: CompressParameters,
): Promise<Judgement> {
  const { verdict, checks } = await validate(input, output, askedOf(parameters, engine.capabilities));
  const open = checks.filter(({ outcome }) => outcome !== 'passed' && outcome !== 'skipped');
  return { verdict, checks: open.map(({ id }) => id) };
}

async function boundsOf(
  engine: Engine,
  capabilities: readonly Capability[],
  { mixed }: Inputs,
  output: string,
): Promise<ColorBound[]> {
  const bounds: ColorBound[] = [];
  if (!capabilities.some(({ parameter }) => parameter === 'colors')) return bounds;
  for (const limit of [8, 16, 64]) {
    await engine.compress(mixed, output, { colors: limit });
    const after = await read(output);
    const perFrame = after.frames.map((frame) => unionOf({ ...after, frames: [frame] }));
    bounds.push({ limit, union: unionOf(after), maxPerFrame: Math.max(...perFrame) });
  }
  return bounds;
}

async function loopsOf(engine: Engine, { loops }: Inputs, output: string): Promise<[number | null, number | null][]> {
  const found: [number | null, number | null][] = [];
  for (const [count, input] of loops) {
    await engine.compress(input, output);
    found.push([count, (await read(output)).structure.loopCount]);
  }
  return found;
}

async function framesAfter(engine: Engine, input: string, output: string): Promise<number> {
  await engine.compress(input, output);
  return (await read(output)).structure.frames;
}

async function fatesOf(engine: Engine, inputs: Inputs, output: string): Promise<Measurement['fates']> {
  const fates = {} as Record<(typeof ODD)[number], Fate>;
  for (const name of ODD) {
    try {
      await engine.compress(inputs[name], output);
      const { verdict, checks } = await judge(engine, inputs[name], output, {});
      fates[name] = verdict === 'pass' || verdict === 'warn' ? 'kept' : `${verdict}: ${checks.join(', ')}`;
    } catch (error) {
      fates[name] = codeOf(error);
    }
  }
  return fates;
}

/** What no engine does without its program. */
function hardWork(capabilities: readonly Capability[]): CompressParameters {
  return capabilities.some(({ parameter }) => parameter === 'colors') ? { colors: 64 } : {};
}

/** Stops it as soon as its program works, or one without a program when it has begun. */
async function abortOf(
  engine: Engine,
  isProgram: boolean,
  parameters: CompressParameters,
  input: string,
  folder: string,
): Promise<Aborted> {
  const controller = new AbortController();
  let isOver = false;
  const ended = engine
    .compress(input, join(folder, 'aborted.gif'), parameters, controller.signal)
    .then(() => null, codeOf)
    .finally(() => (isOver = true));
  const group = isProgram && CAN_SEE_PROCESSES ? await groupAtWork(() => isOver) : null;
  controller.abort();
  const code = await ended;
  const files = (await readdir(folder)).filter((name) => name !== 'out.gif');
  return { code, processes: group === null ? null : await membersLeft(group), files };
}

/** The kernel takes a moment to bury what was killed. */
async function membersLeft(group: number): Promise<number> {
  for (let tries = 0; tries < 200 && membersOf(group).length > 0; tries++) await setTimeout(10);
  return membersOf(group).length;
}

function codeOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : String(error);
}
