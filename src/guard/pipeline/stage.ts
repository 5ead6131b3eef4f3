import { invalidArgument, UsageError } from '../../core/errors.js';
import { engineNamed, ENGINES } from '../../engines/index.js';
import { honour } from '../../engines/honour.js';
import { OPERATIONS, type Expectation, type Operation } from '../../image/expectation.js';
import { rateAsked } from '../../image/frames-asked.js';
import { askedOf, type Asked } from '../expectation.js';
import type { Compressor } from '../job.js';

export type StageParameters = Readonly<Record<string, string | number | boolean>>;

/** One compression of a pipeline. */
export interface PipelineStage {
  /** One of ENGINES by its name, or a compressor. */
  readonly engine: string | StageCompressor;
  /** What the stage is for. Default: what its parameters ask for. */
  readonly operation?: Operation | undefined;
  readonly parameters?: StageParameters | undefined;
}

// a compressor whose parameters are its own affair; methods take narrower parameters than they declare
export type StageCompressor = Compressor<StageParameters, object>;

/** One run of a compressor, with what it was asked for. */
export interface Step {
  /** Positions of the stages that it does, from 0; several where one run does them all. */
  readonly stages: readonly number[];
  readonly compressor: StageCompressor;
  readonly parameters: StageParameters;
  readonly asked: Asked;
  /** The runs that it does in one; empty where it is one. */
  readonly parts: readonly Step[];
}

/**
 * @throws UsageError for a stage that makes no sense; EngineError `unknown_engine`, `unsupported_parameter`: before any
 *   stage has run
 */
export function stepsOf(stages: readonly PipelineStage[]): Step[] {
  if (!Array.isArray(stages) || stages.length === 0) throw invalidArgument('stages', 'at least one stage', stages);
  let before: Expectation = {};
  const steps = stages.map((stage: PipelineStage, index) => {
    const step = stepOf(stage, index, before);
    before = step.asked.expectation;
    return step;
  });
  refuseRateBeside(steps);
  return steps;
}

/** How many frames a rate leaves depends on the times that it finds, so no other change of frames adds up with one. */
function refuseRateBeside(steps: readonly Step[]): void {
  const others = steps.filter(({ asked }) => rateAsked(asked) === null);
  const other = others.find(
    ({ asked: { operation, expectation } }) => operation === 'timing' || expectation.frameRatio,
  );
  if (other && others.length < steps.length) {
    throw new UsageError(
      'invalid_argument',
      `Expected stages with fps or with a frame ratio or other times but received both (stages[${other.stages[0]}])`,
    );
  }
}

function stepOf({ engine, operation, parameters = {} }: PipelineStage, index: number, before: Expectation): Step {
  const compressor = compressorOf(engine, `stages[${index}].engine`);
  if (operation !== undefined && !OPERATIONS.includes(operation)) {
    throw invalidArgument(`stages[${index}].operation`, `one of ${OPERATIONS.join(', ')}`, operation);
  }
  const ours = ENGINES.find((each) => each === compressor);
  if (ours) honour(ours, parameters, ENGINES);
  const own = askedOf(parameters, compressor.capabilities ?? []);
  const expectation = { ...boundOf(before), ...own.expectation };
  const asked = { operation: operation ?? own.operation, expectation };
  return { stages: [index], compressor, parameters, asked, parts: [] };
}

function compressorOf(engine: string | StageCompressor, field: string): StageCompressor {
  if (typeof engine === 'string') return engineNamed(engine) as StageCompressor;
  if (typeof engine?.compress === 'function') return engine;
  throw invalidArgument(field, 'the name of an engine or a compressor', engine);
}

/** A limit that was met stays one: a later stage that brings colours back has broken what was asked for. */
function boundOf({ colors, colorScope }: Expectation): Expectation {
  return { ...(colors !== undefined && { colors }), ...(colorScope !== undefined && { colorScope }) };
}

/** What all stages together were asked for: the operation is the one that changes most. */
export function askedOfAll(steps: readonly Step[]): Asked {
  const operations = steps.map(({ asked }) => asked.operation);
  const followed = steps.map(({ asked }) => asked.expectation).reduce(followedBy);
  const rates = steps.flatMap(({ asked }) => rateAsked(asked) ?? []);
  // the slowest stays, whichever came last
  const expectation = rates.length === 0 ? followed : { ...followed, fps: Math.min(...rates) };
  return { operation: STRONGEST_FIRST.find((each) => operations.includes(each)) ?? 'recompress', expectation };
}

const STRONGEST_FIRST: readonly Operation[] = ['timing', 'frame_reduction', 'color_reduction', 'lossy_compression'];

/** Shares of frames multiply, and frames that are dropped after a rate was set lower it; a later limit replaces one. */
function followedBy(first: Expectation, then: Expectation): Expectation {
  const ratio = (first.frameRatio ?? 1) * (then.frameRatio ?? 1);
  const fps = then.fps ?? (first.fps === undefined ? undefined : first.fps * (then.frameRatio ?? 1));
  return {
    ...boundOf(first),
    ...boundOf(then),
    ...(ratio < 1 && { frameRatio: ratio }),
    ...(fps !== undefined && { fps }),
  };
}

/** As people write it: `gifsicle colors=32`. */
export function labelOf({ compressor, parameters }: Pick<Step, 'compressor' | 'parameters'>): string {
  return [compressor.name, ...Object.entries(parameters).map(([name, value]) => `${name}=${value}`)].join(' ');
}
