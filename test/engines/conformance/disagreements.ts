import type { Effect, Measurement } from './measure.js';

/** What an engine is known to do to what nobody asked it to change; measured losses beyond these are disagreements. */
export interface KnownLosses {
  /** Stored loop counts that do not survive. */
  readonly loops?: readonly (number | null)[];
  /** Share of a moment's pixels that appear or go, at most. */
  readonly transparency?: number;
  /** Of one channel, 0 to 255, where the engine offers to recompress. */
  readonly error?: number;
  /** ms that a picture may come early or late. */
  readonly driftMs?: number;
  /** Odd inputs that it hands on although something is wrong with them. */
  readonly handsOn?: readonly string[];
}

/** Checks that say how good it looks or whether it paid; all others are promises of an engine, at any strength. */
const MATTERS_OF_TASTE = ['quality_degradation', 'size_reduction'];

/** Sentences on where an engine does other than it declares; none is what is wanted. */
export function disagreements(measured: Measurement, known: KnownLosses = {}): string[] {
  return [
    ...measured.effects.flatMap(effectProblems),
    ...colorProblems(measured),
    ...preservationProblems(measured, known),
    ...oddProblems(measured, known),
    ...abortProblems(measured),
  ];
}

function effectProblems({ capability, values, changes, verdicts }: Effect): string[] {
  const name = capability.parameter ?? capability.operation;
  const idle = changes === false ? [`${name} at ${values.join(', ')}: two of the outputs are the same bytes`] : [];
  const broken = verdicts.flatMap(({ verdict, checks }, index) => {
    const promises = checks.filter((id) => !MATTERS_OF_TASTE.includes(id));
    const where = values[index] === undefined ? name : `${name} ${values[index]}`;
    return verdict === 'fail' && promises.length > 0 ? [`${where} breaks ${promises.join(', ')}`] : [];
  });
  return [...idle, ...broken];
}

function colorProblems({ effects, colors }: Measurement): string[] {
  const scope = effects.find(({ capability }) => capability.parameter === 'colors')?.capability.colorScope;
  return colors.flatMap(({ limit, union, maxPerFrame }) => {
    const bounded = scope === 'animation' ? union : maxPerFrame;
    return bounded > limit ? [`colors ${limit} bounds ${scope}, but there are ${bounded}`] : [];
  });
}

function preservationProblems(
  { difference, effects, loops }: Measurement,
  { loops: lostLoops = [], transparency = 0, driftMs = 0, error = 0 }: KnownLosses,
): string[] {
  const recompresses = effects.some(({ capability }) => capability.operation === 'recompress');
  const lost = loops.filter(([before, after]) => before !== after && !lostLoops.includes(before));
  return [
    ...lost.map(([before, after]) => `loop count ${before} became ${after}`),
    ...(difference.durationMs === 0 ? [] : [`it lasts ${difference.durationMs} ms longer`]),
    ...(difference.driftMs <= driftMs ? [] : [`a picture comes ${difference.driftMs} ms off its time`]),
    ...(difference.error === null ? ['the dimensions changed'] : []),
    ...(recompresses && (difference.error ?? 0) > error
      ? [`recompressed pixels are up to ${difference.error} off`]
      : []),
    ...((difference.transparency ?? 0) <= transparency
      ? []
      : [`${difference.transparency} of the pixels appear or go`]),
  ];
}

function oddProblems({ fates }: Measurement, { handsOn = [] }: KnownLosses): string[] {
  const refusals = ['unsupported_input', 'engine_failed'];
  const fitFor = {
    still: ['kept', ...refusals],
    pixel: ['kept', ...refusals],
    huge: refusals,
    cut: refusals,
    empty: refusals,
  };
  return Object.entries(fitFor).flatMap(([name, fit]) => {
    const fate = fates[name as keyof typeof fates];
    return fit.includes(fate) || handsOn.includes(name) ? [] : [`${name} input: ${fate}`];
  });
}

function abortProblems({ abort: { code, processes, files } }: Measurement): string[] {
  return [
    ...(code === 'aborted' ? [] : [`an abort ended as ${code}`]),
    ...((processes ?? 0) === 0 ? [] : [`${processes} processes outlive an abort`]),
    ...(files.length === 0 ? [] : [`an abort leaves ${files.join(', ')}`]),
  ];
}
