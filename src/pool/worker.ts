import type { CompareTask, InspectTask } from '../artifact/inspection.js';
import type { ArtifactTask, MatrixTask } from '../artifact/task.js';
import type * as Validation from '../image/run.js';
import type { Task } from '../image/task.js';
import { replyOf, type Reply } from './reply.js';

type PoolTask = Task | ArtifactTask | MatrixTask | InspectTask | CompareTask;

/** The worker threads' only root: one task in, one reply out. What looks at a subject is loaded with the first task of its kind. */
export default function work(task: PoolTask): Promise<Reply> {
  return replyOf(async () => {
    if (task.kind === 'probe') return (await loadProbe()).runProbeTask(task);
    if (task.kind === 'inspect') return (await import('../artifact/inspect.js')).runInspectTask(task);
    if (task.kind === 'compare') return (await import('../artifact/compare.js')).runCompareTask(task);
    if (task.kind === 'matrix') return (await loadArtifacts()).runMatrixTask(task);
    if (task.kind === 'artifact') return (await loadArtifacts()).runArtifactTask(task);
    const { runValidateManyTask, runValidateTask } = await loadValidation();
    return task.kind === 'validate' ? runValidateTask(task) : runValidateManyTask(task);
  });
}

/** Loads what tasks of a kind need, before there is one. */
export async function prepare(kind: (Task | ArtifactTask)['kind']): Promise<void> {
  await (kind === 'probe' ? loadProbe() : kind === 'artifact' ? loadArtifacts() : loadValidation());
}

let validation: Promise<typeof Validation> | undefined;

const loadProbe = () => import('../image/probe.js');
// kept: asking Node for what it has loaded takes 15 us, the twentieth part of the shortest task
const loadValidation = () => (validation ??= import('../image/run.js'));
const loadArtifacts = () => import('../artifact/run.js');
