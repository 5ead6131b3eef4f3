import { PressproofError } from '../core/errors.js';

/**
 * A worker gave no result; other subjects are not touched. Codes: `timeout`, `queue_full`, `worker_died` (out of
 * memory, exited, cannot start), `aborted` (`cause` is the signal's reason), `task_failed` (the task itself threw).
 */
export class PoolError extends PressproofError {}
