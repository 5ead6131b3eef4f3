import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { invalidArgument } from '../core/errors.js';
import { shippedModule as shipped } from '../core/shipped.js';
import { PoolError } from './errors.js';

/**
 * Limits of a worker pool. `heapMb` bounds a worker's JavaScript objects only: typed arrays live outside that heap,
 * and what bounds them is the pixel budget of each task (image/reader.ts: a few canvases, whatever the frames).
 */
export interface PoolOptions {
  /** Worker threads, started when needed. Default: what the machine can run at once. */
  readonly threads?: number | undefined;
  /** Time limit of one subject from the moment a worker gets it, ms; waiting does not count. */
  readonly timeoutMs?: number | undefined;
  /** Tasks that may wait for a worker. */
  readonly maxQueue?: number | undefined;
  /** JavaScript heap of one worker, MiB. */
  readonly heapMb?: number | undefined;
  /** The worker's module; default is the one that ships. */
  readonly worker?: URL | undefined;
}

export type PoolLimits = Required<{ [Name in keyof PoolOptions]: NonNullable<PoolOptions[Name]> }>;

/** Two minutes: 100 frames of 4 megapixels compare in under one on a slow core. */
const DEFAULT_TIMEOUT_MS = 120_000;
/** A waiting path costs about a kilobyte, so 10,000 of them 10 MB. */
const DEFAULT_MAX_QUEUE = 10_000;
/** Facts of 100,000 frames (the most that is read) are below 100 MB of objects. */
const DEFAULT_HEAP_MB = 512;
/** What frames leave behind is cleared away every few of them, and costs no time: by default V8 lets 48 MB of it gather. */
const YOUNG_MB = 4;
/** setTimeout fires at once beyond 2^31 - 1 ms. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/** @throws UsageError `invalid_argument`, naming the option; PoolError `worker_died` without a worker to start */
export function poolLimits(options: PoolOptions): PoolLimits {
  return {
    threads: wholeNumber('threads', options.threads ?? availableParallelism(), 1, 1024),
    timeoutMs: timeLimit(options.timeoutMs ?? DEFAULT_TIMEOUT_MS),
    maxQueue: wholeNumber('maxQueue', options.maxQueue ?? DEFAULT_MAX_QUEUE, 0, Number.MAX_SAFE_INTEGER),
    heapMb: wholeNumber('heapMb', options.heapMb ?? DEFAULT_HEAP_MB, 16, 2 ** 20),
    worker: options.worker ?? shippedWorker(),
  };
}

/** What the engine is told of a worker's JavaScript heap. Its type is left to be seen: published types need no @types/node. */
export function resourceLimits({ heapMb }: PoolLimits) {
  return { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: YOUNG_MB };
}

/** @throws UsageError `invalid_argument` */
export function timeLimit(timeoutMs: number): number {
  return wholeNumber('timeoutMs', timeoutMs, 1, LONGEST_TIMEOUT_MS);
}

function wholeNumber(name: string, value: number, min: number, max: number): number {
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw invalidArgument(name, `an integer from ${min} to ${max}`, value);
}

/** @throws PoolError `worker_died` when it is not there */
export function shippedWorker(from = import.meta.url): URL {
  return shippedModule('worker', from);
}

/**
 * @param from - URL of the module that looks for it
 * @throws PoolError `worker_died` when it is not there
 */
export function shippedModule(name: 'worker' | 'thread', from = import.meta.url): URL {
  const { module, remedy } = shipped('pool', name, from);
  if (remedy === null) return module;
  throw new PoolError('worker_died', `The worker cannot start: ${fileURLToPath(module)} is missing; ${remedy}`);
}
