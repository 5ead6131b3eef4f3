import { performance } from 'node:perf_hooks';
import { InferenceError } from './errors.js';
import type { Inference, Tensors, TensorModel, TensorValue } from './model.js';
import { GUESSES, noiseInputs, type Filling } from './tensor-inputs.js';
import { timingOf } from './timing.js';
import type { Output, TensorTrial } from './trials.js';
import type { Trying } from './trying.js';

/** Warm runs, where there is time: the 95th percentile is then one that was exceeded once. */
const WARM_RUNS = 20;
/** Share of the time limit after which no further one begins. */
const RUNS_SHARE = 1 / 2;

/** @throws InferenceError, also `inputs_unknown` */
export async function tryTensors(
  model: TensorModel,
  { expectation, limits }: Trying,
  deadline: number,
): Promise<TensorTrial> {
  const enough = deadline - limits.inferenceTimeoutMs * RUNS_SHARE;
  const { inputs, cold, filling } = await firstAnswer(model, expectation.dimensions ?? {});
  const times: [number, ...number[]] = [cold.ms];
  const again = await model.infer(inputs);
  const other = await model.infer(noiseInputs(model.inputs, { ...filling, seed: 2 }) ?? inputs);
  times.push(again.ms, other.ms);
  while (times.length <= WARM_RUNS && performance.now() < enough) times.push((await model.infer(inputs)).ms);
  return {
    kind: 'tensors',
    inputs: Object.fromEntries(Object.entries(inputs).map(([name, { dims }]) => [name, dims])),
    outputs: Object.entries(cold.outputs).map(([name, value]) => outputOf(name, value)),
    isRepeatable: areEqual(cold.outputs, again.outputs),
    isConstant: model.inputs.length > 0 ? areEqual(cold.outputs, other.outputs) : null,
    timing: timingOf(times),
  };
}

interface FirstAnswer {
  readonly inputs: Tensors;
  readonly cold: Inference;
  readonly filling: Filling;
}

/** Inputs that it takes: which sizes it can do with, it does not say. */
async function firstAnswer(model: TensorModel, stated: Readonly<Record<string, number>>): Promise<FirstAnswer> {
  const tried = new Set<string>();
  let refusal: InferenceError | null = null;
  for (const guess of GUESSES) {
    const filling = { ...guess, seed: 1, stated };
    const inputs = noiseInputs(model.inputs, filling);
    if (inputs === null) continue;
    const dims = Object.values(inputs)
      .map((input) => input.dims.join('x'))
      .join();
    if (tried.has(dims)) continue;
    tried.add(dims);
    try {
      return { inputs, cold: await model.infer(inputs), filling };
    } catch (error) {
      if (!(error instanceof InferenceError) || error.code !== 'request_failed') throw error;
      refusal ??= error;
    }
  }
  const why = refusal?.message ?? 'it takes texts, sequences or very large tensors';
  throw new InferenceError('inputs_unknown', `No inputs could be made up that the model takes: ${why}`);
}

function outputOf(name: string, { type, dims, data }: TensorValue): Output {
  return { name, type, dims, elements: data.length, nonFinite: nonFinite(type, data) };
}

function nonFinite(type: string, data: TensorValue['data']): number {
  if (data instanceof Float32Array || data instanceof Float64Array) {
    let count = 0;
    for (const value of data) if (!Number.isFinite(value)) count += 1;
    return count;
  }
  if (type !== 'float16' || !(data instanceof Uint16Array)) return 0;
  // all bits of a half's exponent are set in infinities and NaN
  return data.filter((bits) => (bits & 0x7c00) === 0x7c00).length;
}

function areEqual(a: Tensors, b: Tensors): boolean {
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => b[name] !== undefined && sameBytes(a[name]!, b[name]))
  );
}

function sameBytes({ dims, data }: TensorValue, other: TensorValue): boolean {
  return dims.join() === other.dims.join() && bytesOf(data).equals(bytesOf(other.data));
}

function bytesOf({ buffer, byteOffset, byteLength }: TensorValue['data']): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
