import { Worker } from 'node:worker_threads';
import { aborted, died, tooLate } from './errors.js';
import { poolLimits, shippedModule, timeLimit, type PoolLimits, type PoolOptions } from './options.js';
import { outcome } from './outcome.js';
import { valueOf, type Reply } from './reply.js';
import type { RunOptions, TaskRunner } from './runner.js';

/**
 * One thread a task, ended after it: for processes that look at one subject and end. The guarantees and errors of
 * WorkerPool without its queue and without piscina, which takes as long to load (13 ms, and 4 in the thread) as a small
 * file to judge.
 */
export class SingleUse implements TaskRunner {
  readonly #limits: PoolLimits;

  /** @throws as WorkerPool */
  constructor(options: Omit<PoolOptions, 'threads' | 'maxQueue'> = {}) {
    this.#limits = poolLimits(options);
  }

  async run(task: object, { signal, timeoutMs = this.#limits.timeoutMs }: RunOptions = {}): Promise<unknown> {
    timeLimit(timeoutMs);
    if (signal?.aborted) throw aborted(signal);
    const { promise, resolve, reject } = outcome();
    const thread = this.#start(task);
    const timer = setTimeout(() => reject(tooLate(timeoutMs)), timeoutMs);
    const onAbort = (): void => reject(aborted(signal));
    signal?.addEventListener('abort', onAbort, { once: true });
    thread.once('message', resolve);
    thread.once('messageerror', (error) => reject(died(error)));
    // not once: what a thread says after its reply is nobody's error
    thread.on('error', (error) => reject(died(error)));
    thread.once('exit', (code) => reject(died(new Error(`worker exited with code: ${code}`))));
    try {
      return valueOf((await promise) as Reply);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      await thread.terminate();
    }
  }

  #start(task: object): Worker {
    const { heapMb, worker } = this.#limits;
    return new Worker(shippedModule('thread'), {
      workerData: { worker: worker.href, task },
      resourceLimits: { maxOldGenerationSizeMb: heapMb },
      // threads are plain JavaScript; loaders and inspectors of the parent are not for them
      execArgv: [],
    });
  }
}
