import type { Task } from '../image/task.js';
import { replyOf, type Reply } from './reply.js';

/** The worker threads' only root: one task in, one reply out. What looks at images is loaded with the first task of its kind. */
export default function work(task: Task): Promise<Reply> {
  return replyOf(async () => {
    if (task.kind === 'probe') return (await import('../image/probe.js')).runProbeTask(task);
    const { runValidateManyTask, runValidateTask } = await import('../image/run.js');
    return task.kind === 'validate' ? runValidateTask(task) : runValidateManyTask(task);
  });
}
