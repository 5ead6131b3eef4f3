export interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  /** Instead of the runner's own, ms. */
  readonly timeoutMs?: number | undefined;
  /** Told how long the task waited, ms, when a worker gets it. */
  readonly onStart?: ((waitedMs: number) => void) | undefined;
}

/** Runs tasks where they may die. */
export interface TaskRunner {
  /**
   * Runs a task in a worker. Bytes in it must be the worker's own: see shareBytes in pool.ts.
   * @throws PoolError; UsageError when the task itself was given something wrong
   */
  run(task: object, options?: RunOptions): Promise<unknown>;
}
