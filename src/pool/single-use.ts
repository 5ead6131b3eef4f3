import { Worker } from 'node:worker_threads';
import { aborted, died, tooLate } from './errors.js';
import { poolLimits, resourceLimits, shippedModule, timeLimit, type PoolLimits, type PoolOptions } from './options.js';
import { outcome, type Outcome } from './outcome.js';
import { valueOf, type Reply } from './reply.js';
import type { RunOptions, TaskRunner } from './runner.js';

/** A thread and what comes of it: a reply, or the error that it died of. */
interface Started {
  readonly thread: Worker;
  readonly outcome: Outcome;
}

/**
 * One thread a task, ended after it: for processes that look at one subject and end. The guarantees and errors of
 * WorkerPool without its queue and without piscina, which takes as long to load (13 ms, and 4 in the thread) as a small
 * file to judge.
 */
export class SingleUse implements TaskRunner {
  readonly #limits: PoolLimits;
  #ready: Started | undefined;

  /** @throws as WorkerPool */
  constructor(options: Omit<PoolOptions, 'threads' | 'maxQueue'> = {}) {
    this.#limits = poolLimits(options);
  }

  /**
   * Starts the thread of the next task, which loads meanwhile what such tasks need. A thread that no task follows keeps
   * no process alive.
   */
  prepare(kind: string): void {
    this.#ready = this.#start(kind);
    this.#ready.thread.unref();
  }

  async run(task: object, { signal, timeoutMs = this.#limits.timeoutMs }: RunOptions = {}): Promise<unknown> {
    timeLimit(timeoutMs);
    if (signal?.aborted) throw aborted(signal);
    const { thread, outcome: found } = this.#ready ?? this.#start(null);
    this.#ready = undefined;
    thread.ref();
    // it has no results to print; unlike Node's own forwarding, this opens standard error only once there is something
    for (const said of [thread.stdout, thread.stderr]) said.on('data', (text: Buffer) => process.stderr.write(text));
    const timer = setTimeout(() => found.reject(tooLate(timeoutMs)), timeoutMs);
    const onAbort = (): void => found.reject(aborted(signal));
    signal?.addEventListener('abort', onAbort, { once: true });
    thread.postMessage(task);
    try {
      return valueOf((await found.promise) as Reply);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      await thread.terminate();
    }
  }

  #start(prepared: string | null): Started {
    const { worker } = this.#limits;
    const thread = new Worker(shippedModule('thread'), {
      workerData: { worker: worker.href, prepared },
      resourceLimits: resourceLimits(this.#limits),
      // threads are plain JavaScript; loaders and inspectors of the parent are not for them
      execArgv: [],
      stdout: true,
      stderr: true,
    });
    const found = outcome();
    // of a thread that dies before its task, nobody waits for the outcome yet
    found.promise.catch(() => undefined);
    thread.once('message', found.resolve);
    thread.once('messageerror', (error) => found.reject(died(error)));
    // not once: what a thread says after its reply is nobody's error
    thread.on('error', (error) => found.reject(died(error)));
    thread.once('exit', (code) => found.reject(died(new Error(`worker exited with code: ${code}`))));
    return { thread, outcome: found };
  }
}

let early: SingleUse | undefined;

/** For a command that is going to run a task of this kind, while it is still being loaded: a quarter of its time. */
export function startEarly(kind: string): void {
  early = new SingleUse();
  early.prepare(kind);
}

/** The runner of a process that runs one task: the one that was started early, if one was. */
export function singleUse(): SingleUse {
  return early ?? new SingleUse();
}
