import type { Task } from '../image/task.js';
import { replyOf, type Reply } from './reply.js';

/** The worker threads' only root: one task in, one reply out. What looks at images is loaded with the first task of its kind. */
export default function work(task: Task): Promise<Reply> {
  return replyOf(async () => {
    if (task.kind === 'probe') return (await loadProbe()).runProbeTask(task);
    const { runValidateManyTask, runValidateTask } = await loadValidation();
    return task.kind === 'validate' ? runValidateTask(task) : runValidateManyTask(task);
  });
}

/** Loads what tasks of a kind need, before there is one. */
export async function prepare(kind: Task['kind']): Promise<void> {
  await (kind === 'probe' ? loadProbe() : loadValidation());
}

const loadProbe = () => import('../image/probe.js');
const loadValidation = () => import('../image/run.js');
