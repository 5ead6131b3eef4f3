/** Subjects a worker that are slower than all later ones: its thread starts with the first and compiles during both. */
const PER_WORKER = 2;
/** Threads without work end after a minute (pool/worker-pool.ts), and what comes then starts them again. */
const THREADS_END_MS = 60_000;

/** Which subjects are slow because threads start, so that what they take says nothing of others. */
export class ColdStarts {
  readonly #workers: number;
  readonly #longMs: number;
  #left: number;

  /** @param windowMs - shorter pauses leave evidence that goes on, and must not be all that subjects have between them */
  constructor(workers: number, windowMs: number) {
    this.#workers = workers;
    this.#longMs = Math.max(THREADS_END_MS, windowMs);
    this.#left = PER_WORKER * workers;
  }

  /**
   * Whether the next subject is one.
   * @param pauseMs - since there was last something to do
   */
  takes(pauseMs: number): boolean {
    if (pauseMs >= this.#longMs) this.#left = PER_WORKER * this.#workers;
    if (this.#left === 0) return false;
    this.#left--;
    return true;
  }
}
