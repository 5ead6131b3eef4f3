import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import { resolve } from 'node:path';
import { readGeneration, readInference, readLogprobs, readPorts, readTextAbout } from './answers.js';
import type { InferenceLimits, LoadedModel, Loading } from './model.js';
import { Loader } from './process/loader.js';
import { toWire } from './process/messages.js';

/** Which runtime a file needs. */
export type RuntimeName = 'llama' | 'onnx';

export interface ModelFile {
  readonly path: string;
  readonly runtime: RuntimeName;
  /** Of all files that are loaded with it. */
  readonly bytes: number;
}

export interface SessionOptions {
  readonly signal?: AbortSignal | undefined;
  /** Instead of the loader's own program. */
  readonly module?: string | undefined;
}

/** Of process and runtime, which take below a second on a machine that has nothing else to do. */
const START_MS = 60_000;
/** Below these weights, several threads wait for each other longer than they work. */
const SMALL_BYTES = 64 * 2 ** 20;
/** Resident pages of Node and of the runtimes' own libraries, MiB. */
const PROGRAM_MB = 128;

/**
 * Loads a model in a process of its own and hands it to `use`; the process ends with it. Several may be open at once.
 * @throws InferenceError for whatever becomes of the process or its model; what `use` throws
 */
export async function withModel<T>(
  { path, runtime, bytes }: ModelFile,
  limits: InferenceLimits,
  use: (model: LoadedModel) => Promise<T>,
  { signal, module }: SessionOptions = {},
): Promise<T> {
  const { memoryMb, contextTokens } = limits;
  const threads = bytes < SMALL_BYTES ? 1 : availableParallelism();
  // pages of the mapped file are resident, but nobody's own
  const residentMb = memoryMb + PROGRAM_MB + Math.ceil(bytes / 2 ** 20);
  const start = { runtime, path: resolve(path), contextTokens, threads, residentMb };
  const started = performance.now();
  const loader = new Loader({ start, memoryMb, signal, module });
  try {
    const { name } = await loader.next('runtime', START_MS, 'start');
    const startMs = performance.now() - started;
    const { ms, about } = await loader.next('loaded', limits.loadMs, 'load the model');
    const loading: Loading = { runtime: name, ms, startMs };
    return await use(
      runtime === 'llama' ? textModel(loader, loading, about, limits) : tensorModel(loader, loading, about, limits),
    );
  } finally {
    await loader.close();
  }
}

function textModel(loader: Loader, loading: Loading, about: unknown, { requestMs }: InferenceLimits): LoadedModel {
  const contextTokens = readTextAbout(about);
  if (contextTokens === null) throw loader.garbled('The loader says nothing sensible of the model');
  return {
    kind: 'text',
    loading,
    contextTokens,
    generate: async (prompt, { maxTokens }) =>
      understood(loader, readGeneration(await loader.ask({ kind: 'generate', prompt, maxTokens }, requestMs))),
    logprobs: async (text) => understood(loader, readLogprobs(await loader.ask({ kind: 'logprobs', text }, requestMs))),
  };
}

function tensorModel(loader: Loader, loading: Loading, about: unknown, { requestMs }: InferenceLimits): LoadedModel {
  const ports = readPorts(about);
  if (ports === null) throw loader.garbled('The loader says nothing sensible of the model');
  return {
    kind: 'tensors',
    loading,
    ...ports,
    infer: async (inputs) =>
      understood(loader, readInference(await loader.ask({ kind: 'infer', inputs: toWire(inputs) }, requestMs))),
  };
}

function understood<T>(loader: Loader, answer: T | null): T {
  if (answer === null) throw loader.garbled('The loader gave an answer that makes no sense');
  return answer;
}
