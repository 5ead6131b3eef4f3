import { runProbeTask } from '../image/probe.js';
import { runValidateTask } from '../image/run.js';
import type { Task } from '../image/task.js';
import { replyOf, type Reply } from './reply.js';

/** The worker threads' only root: one task in, one reply out. */
export default function work(task: Task): Promise<Reply> {
  return replyOf(() => (task.kind === 'validate' ? runValidateTask(task) : runProbeTask(task)));
}
