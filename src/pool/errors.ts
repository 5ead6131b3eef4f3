import { PressproofError, reasonOf } from '../core/errors.js';

/**
 * A worker gave no result; other subjects are not touched. Codes: `timeout`, `queue_full`, `worker_died` (out of
 * memory, exited, cannot start), `aborted` (`cause` is the signal's reason), `task_failed` (the task itself threw).
 */
export class PoolError extends PressproofError {}

export function aborted(signal: AbortSignal | undefined): PoolError {
  return new PoolError('aborted', 'Stopped by the caller', { cause: signal?.reason });
}

export function tooLate(timeoutMs: number): PoolError {
  return new PoolError('timeout', `Not finished after its time limit of ${timeoutMs} ms`);
}

/** No reply came: the thread ended, or the reply could not be cloned. */
export function died(error: unknown): PoolError {
  const memory = (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY';
  return new PoolError('worker_died', `The worker died: ${memory ? 'it ran out of memory' : reasonOf(error)}`, {
    cause: error,
  });
}
