import { PressproofError, reasonOf, UsageError } from '../core/errors.js';
import { PoolError } from './errors.js';

/** What a worker sends back. Errors are plain data: cloning between threads keeps neither class nor code. */
export type Reply =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly usage: boolean; readonly code: string; readonly message: string };

/** Runs a task in the worker and turns whatever comes of it into a reply, so that only dead workers reject. */
export async function replyOf(task: () => Promise<unknown>): Promise<Reply> {
  try {
    return { ok: true, value: await task() };
  } catch (error) {
    const code = error instanceof PressproofError ? error.code : 'task_failed';
    return { ok: false, usage: error instanceof UsageError, code, message: reasonOf(error) };
  }
}

/**
 * The value on the main thread's side.
 * @throws UsageError as the task threw it; PoolError `task_failed` for everything else
 */
export function valueOf(reply: Reply): unknown {
  if (reply.ok) return reply.value;
  if (reply.usage) throw new UsageError(reply.code, reply.message);
  throw new PoolError('task_failed', `The validator failed: ${reply.message}`);
}
