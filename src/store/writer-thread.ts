import { Worker } from 'node:worker_threads';
import { reasonOf } from '../core/errors.js';
import { shippedModule } from '../core/shipped.js';
import { StoreError } from './errors.js';
import type { StoreProblem } from './problems.js';
import type { RecorderOptions } from './recorder.js';
import type { Reply, Request } from './thread.js';

export type Answer = Extract<Reply, { readonly kind: 'recorded' }> | ({ readonly kind: 'failed' } & StoreProblem);

/** The thread that writes, one batch at a time. Keeps no process alive. */
export class WriterThread {
  readonly #thread: Worker;
  #answer: ((answer: Answer) => void) | null = null;

  /**
   * @param onPruning - hears of retention that failed
   * @param onEnd - hears that the thread is no more, whatever the reason
   * @throws StoreError when there is no module to start
   */
  constructor(options: RecorderOptions, onPruning: (problem: StoreProblem) => void, onEnd: () => void) {
    const { module, remedy } = shippedModule('store', 'thread', import.meta.url);
    if (remedy !== null) throw new StoreError('store_unavailable', options.path, `its thread is missing; ${remedy}`);
    // threads are plain JavaScript; loaders and inspectors of the parent are not for them
    this.#thread = new Worker(module, { workerData: options, execArgv: [] });
    let reason = 'its thread ended';
    this.#thread.on('message', (reply: Reply) => {
      if (reply.kind === 'pruning') onPruning(reply);
      else this.#settle(reply);
    });
    this.#thread.on('error', (error) => {
      reason = reasonOf(error);
    });
    this.#thread.once('exit', () => {
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
      this.#thread.postMessage(texts satisfies Request);
    });
  }

  /** @param patienceMs - for what it is at; then it is ended, and SQLite takes back what was half done */
  async end(patienceMs: number): Promise<void> {
    const ended = new Promise<void>((resolve) => this.#thread.once('exit', () => resolve()));
    this.#thread.ref();
    this.#thread.postMessage('end' satisfies Request);
    const timer = setTimeout(() => void this.#thread.terminate(), patienceMs);
    await ended;
    clearTimeout(timer);
  }

  #settle(answer: Answer): void {
    const settle = this.#answer;
    this.#answer = null;
    settle?.(answer);
  }
}
