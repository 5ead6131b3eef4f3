import { performance } from 'node:perf_hooks';
import type * as PiscinaModule from 'piscina';
import { reasonOf } from '../core/errors.js';
import { onAbort } from '../core/on-abort.js';
import { onDemand } from '../core/on-demand.js';
import { aborted, died, PoolError, tooLate } from './errors.js';
import { Stop } from './stop.js';
import { poolLimits, resourceLimits, timeLimit, type PoolLimits, type PoolOptions } from './options.js';
import { outcome, type Outcome } from './outcome.js';
import { valueOf, type Reply } from './reply.js';
import type { RunOptions, TaskRunner } from './runner.js';

const piscinaModule = onDemand<typeof PiscinaModule>('piscina');

/** Idle workers end after a minute: a start costs some 200 ms, a kept one some 30 MB. */
const IDLE_MS = 60_000;

/** One accepted task on its way to a result. */
interface Job {
  readonly task: object;
  readonly timeoutMs: number;
  /** Aborting it ends the worker thread that has the job. */
  readonly stop: Stop;
  /** A worker gets it. */
  readonly started: () => void;
  readonly resolve: Outcome['resolve'];
  readonly reject: Outcome['reject'];
}

/**
 * Worker threads behind piscina, one task each at a time. Whatever happens to a worker costs exactly the subject that
 * it had. The queue is ours: piscina 5.3 does not count tasks with an AbortSignal against its `maxQueue`, and its
 * time in the queue would count against the time limit. Started on first use; never keeps a process alive when idle.
 */
export class WorkerPool implements TaskRunner {
  readonly #limits: PoolLimits;
  readonly #waiting: Job[] = [];
  readonly #running = new Set<Job>();
  #piscina: PiscinaModule.Piscina | undefined;
  #startFailure = 'no reason given';
  #drained: (() => void)[] = [];

  /** @throws UsageError `invalid_argument`; PoolError `worker_died` when there is no worker to start */
  constructor(options: PoolOptions = {}) {
    this.#limits = poolLimits(options);
  }

  /** Tasks that wait for a worker. */
  get queued(): number {
    return this.#waiting.length;
  }

  /**
   * Runs a task in a worker. Bytes in it must be the pool's own: see shareBytes in pool.ts.
   * @throws PoolError; UsageError when the task itself was given something wrong
   */
  async run(task: object, options: RunOptions = {}): Promise<unknown> {
    const { signal, timeoutMs = this.#limits.timeoutMs, onStart } = options;
    timeLimit(timeoutMs);
    if (signal?.aborted) throw aborted(signal);
    const full = this.#running.size >= this.#limits.threads && this.#waiting.length >= this.#limits.maxQueue;
    if (full) throw new PoolError('queue_full', `${this.#limits.maxQueue} subjects are waiting already`);
    return await this.#accept(task, timeoutMs, signal, onStart);
  }

  /** Lets accepted tasks finish, then ends the threads. The next task starts them again. */
  async close(): Promise<void> {
    if (this.#running.size > 0) await new Promise<void>((resolve) => this.#drained.push(resolve));
    const piscina = this.#piscina;
    this.#piscina = undefined;
    await piscina?.destroy();
  }

  async #accept(
    task: object,
    timeoutMs: number,
    signal: AbortSignal | undefined,
    onStart: RunOptions['onStart'],
  ): Promise<unknown> {
    const { promise, resolve, reject } = outcome();
    const accepted = performance.now();
    const started = (): void => onStart?.(performance.now() - accepted);
    const job: Job = { task, timeoutMs, stop: new Stop(), started, resolve, reject };
    const release = onAbort(signal, () => this.#cancel(job, aborted(signal)));
    this.#waiting.push(job);
    this.#startNext();
    try {
      return await promise;
    } finally {
      release();
    }
  }

  #cancel(job: Job, error: PoolError): void {
    const place = this.#waiting.indexOf(job);
    if (place >= 0) {
      this.#waiting.splice(place, 1);
      job.reject(error);
    }
    job.stop.abort(error);
  }

  #startNext(): void {
    while (this.#running.size < this.#limits.threads) {
      const job = this.#waiting.shift();
      if (!job) break;
      this.#running.add(job);
      job.started();
      void this.#perform(job);
    }
    if (this.#running.size === 0) for (const tell of this.#drained.splice(0)) tell();
  }

  async #perform(job: Job): Promise<void> {
    const timer = setTimeout(() => job.stop.abort(tooLate(job.timeoutMs)), job.timeoutMs);
    try {
      job.resolve(valueOf(await this.#replyTo(job)));
    } catch (error) {
      job.reject(error);
    } finally {
      clearTimeout(timer);
      this.#running.delete(job);
      this.#startNext();
    }
  }

  async #replyTo({ task, stop }: Job): Promise<Reply> {
    try {
      this.#piscina ??= this.#open();
      return (await this.#piscina.run(task, { signal: stop })) as Reply;
    } catch (error) {
      throw stop.aborted ? stop.reason : died(error);
    }
  }

  #open(): PiscinaModule.Piscina {
    const { threads, worker } = this.#limits;
    const { Piscina } = piscinaModule();
    const piscina = new Piscina({
      filename: worker.href,
      minThreads: 0,
      maxThreads: threads,
      concurrentTasksPerWorker: 1,
      idleTimeout: IDLE_MS,
      resourceLimits: resourceLimits(this.#limits),
      // nobody reads its histograms
      recordTiming: false,
      // workers are plain JavaScript; loaders and inspectors of the parent are not for them
      execArgv: [],
      // an idle worker keeps its event loop, so a late error of one task cannot wait there and fall on the next
      atomics: 'disabled',
    });
    piscina.on('error', (error) => {
      this.#startFailure = reasonOf(error);
    });
    // piscina leaves a task waiting for ever when the worker started for it dies before it is ready
    piscina.on('workerDestroy', () => setImmediate(() => this.#failStranded(piscina)));
    return piscina;
  }

  #failStranded(piscina: PiscinaModule.Piscina): void {
    if (piscina !== this.#piscina || piscina.threads.length > 0) return;
    for (const job of this.#running) {
      job.stop.abort(new PoolError('worker_died', `The worker could not start: ${this.#startFailure}`));
    }
  }
}
