import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import { resolve } from 'node:path';
import { readGeneration, readInference, readLogprobs, readPorts, readTextAbout } from './answers.js';
import { InferenceError } from './errors.js';
import type { InferenceLimits, LoadedModel, Loading } from './model.js';
import { Loader } from './process/loader.js';
import { toWire, type Request } from './process/messages.js';

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

/** Of process and runtime, ms: they take below a second on a machine that has nothing else to do. */
const START_MS = 30_000;
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
  const { memoryMb, contextTokens, totalMs = Infinity } = limits;
  const threads = bytes < SMALL_BYTES ? 1 : availableParallelism();
  // pages of the mapped file are resident, but nobody's own
  const residentMb = memoryMb + PROGRAM_MB + Math.ceil(bytes / 2 ** 20);
  const start = { runtime, path: resolve(path), contextTokens, threads, residentMb };
  const started = performance.now();
  const loader = new Loader({ start, memoryMb, signal, module });
  try {
    const name = await runtimeOf(loader);
    const startMs = performance.now() - started;
    const deadline = performance.now() + totalMs;
    const { ms, about } = await loader.next('loaded', Math.min(limits.loadMs, totalMs), 'load the model');
    const loading: Loading = { runtime: name, ms, startMs };
    const ask = (request: Request): Promise<unknown> =>
      loader.ask(request, Math.max(1, Math.min(limits.requestMs, Math.round(deadline - performance.now()))));
    const from: Source = { loader, loading, about, ask };
    return await use(runtime === 'llama' ? textModel(from) : tensorModel(from));
  } finally {
    await loader.close();
  }
}

/** Before it has seen the model, nothing that goes wrong is the model's doing. */
async function runtimeOf(loader: Loader): Promise<string> {
  try {
    return (await loader.next('runtime', START_MS, 'start')).name;
  } catch (error) {
    if (!(error instanceof InferenceError) || error.isOfMachine) throw error;
    throw new InferenceError('runtime_unusable', error.message, { cause: error });
  }
}

/** What models are made of. */
interface Source {
  readonly loader: Loader;
  readonly loading: Loading;
  readonly about: unknown;
  readonly ask: (request: Request) => Promise<unknown>;
}

function textModel({ loader, loading, about, ask }: Source): LoadedModel {
  return {
    kind: 'text',
    loading,
    contextTokens: understood(loader, readTextAbout(about)),
    generate: async (prompt, { maxTokens }) =>
      understood(loader, readGeneration(await ask({ kind: 'generate', prompt, maxTokens }))),
    logprobs: async (text) => understood(loader, readLogprobs(await ask({ kind: 'logprobs', text }))),
  };
}

function tensorModel({ loader, loading, about, ask }: Source): LoadedModel {
  return {
    kind: 'tensors',
    loading,
    ...understood(loader, readPorts(about)),
    infer: async (inputs) => understood(loader, readInference(await ask({ kind: 'infer', inputs: toWire(inputs) }))),
  };
}

function understood<T>(loader: Loader, answer: T | null): T {
  if (answer === null) throw loader.garbled('The loader gave an answer that makes no sense');
  return answer;
}
