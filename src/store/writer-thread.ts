import { Worker } from 'node:worker_threads';
import { reasonOf } from '../core/errors.js';
import { shippedModule } from '../core/shipped.js';
import { Activity } from './activity.js';
import { StoreError } from './errors.js';
import type { StoreProblem } from './problems.js';
import type { RecorderOptions } from './recorder.js';
import type { Reply, Request, ThreadData } from './thread.js';

export type Answer = Extract<Reply, { readonly kind: 'recorded' }> | ({ readonly kind: 'failed' } & StoreProblem);

/** A batch waits for other processes this long; who waits longer waits for a disk that hangs. */
const STOP_PATIENCE_MS = 6000;

/** The thread that writes, one batch at a time. Keeps no process alive. */
export class WriterThread {
  readonly #thread: Worker;
  readonly #activity = new Activity();
  #answer: ((answer: Answer) => void) | null = null;

  /**
   * @param onPruning - hears of retention that failed
   * @param onEnd - hears that the thread is no more, whatever the reason
   * @throws StoreError when there is no module to start
   */
  constructor(options: RecorderOptions, onPruning: (problem: StoreProblem) => void, onEnd: () => void) {
    const { module, remedy } = shippedModule('store', 'thread', import.meta.url);
    if (remedy !== null) throw new StoreError('store_unavailable', options.path, `its thread is missing; ${remedy}`);
    const workerData: ThreadData = { options, activity: this.#activity.shared };
    // threads are plain JavaScript; loaders and inspectors of the parent are not for them
    this.#thread = new Worker(module, { workerData, execArgv: [] });
    let reason = 'its thread ended';
    this.#thread.on('message', (reply: Reply) => {
      if (reply.kind === 'pruning') onPruning(reply);
      else this.#settle(reply);
    });
    this.#thread.on('error', (error) => {
      reason = reasonOf(error);
    });
    process.on('exit', this.stop);
    this.#thread.once('exit', () => {
      process.off('exit', this.stop);
      this.#settle({ kind: 'failed', code: 'store_failed', message: reason });
      onEnd();
    });
    // last, because listening for messages takes it back
    this.#thread.unref();
  }

  /** Never rejects. Not to be called before the batch before it was answered. */
  async write(texts: readonly string[]): Promise<Answer> {
    return await new Promise((resolve) => {
      this.#answer = resolve;
      this.#ask(texts);
    });
  }

  /** Ends it when it is done with what it is at, and waits so long for that. A thread that hangs is left alone. */
  async end(patienceMs: number): Promise<void> {
    const ended = new Promise<void>((resolve) => this.#thread.once('exit', () => resolve()));
    this.#ask('end');
    let timer: NodeJS.Timeout | undefined;
    const given = new Promise<void>((resolve) => (timer = setTimeout(resolve, patienceMs)));
    await Promise.race([ended, given]);
    clearTimeout(timer);
  }

  /** At the end of the process: blocks until nothing is being written, and nothing will be. */
  readonly stop = (): void => this.#activity.stop(STOP_PATIENCE_MS);

  #ask(request: Request): void {
    this.#activity.begin();
    this.#thread.postMessage(request);
  }

  #settle(answer: Answer): void {
    const settle = this.#answer;
    this.#answer = null;
    settle?.(answer);
  }
}
