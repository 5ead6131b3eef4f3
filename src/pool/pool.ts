import type { ArtifactComparison, ArtifactInspection, CompareTask, InspectTask } from '../artifact/inspection.js';
import type { ArtifactTask, MatrixTask } from '../artifact/task.js';
import type { ProbeResult, ProbeTask, Task, TaskFailure, ValidateManyTask, ValidateTask } from '../image/task.js';
import type { ImageInput } from '../image/source.js';
import type { PoolOptions } from './options.js';
import type { RunOptions, TaskRunner } from './runner.js';
import type { WorkerPool } from './worker-pool.js';
import type { SuiteResult } from '../core/suite-result.js';

export interface TaskOptions extends RunOptions {
  /** Instead of the process's common pool. */
  readonly pool?: TaskRunner | undefined;
  /** How the common pool starts, should this task be its first. */
  readonly start?: PoolOptions | undefined;
}

let common: WorkerPool | undefined;

/**
 * Runs a task off the main thread.
 * @throws PoolError when no result came; UsageError
 */
export function runTask(task: ValidateTask, options?: TaskOptions): Promise<SuiteResult>;
export function runTask(task: ValidateManyTask, options?: TaskOptions): Promise<(SuiteResult | TaskFailure)[]>;
export function runTask(task: ProbeTask, options?: TaskOptions): Promise<ProbeResult>;
export function runTask(task: ArtifactTask, options?: TaskOptions): Promise<SuiteResult>;
export function runTask(task: InspectTask, options?: TaskOptions): Promise<ArtifactInspection>;
export function runTask(task: MatrixTask, options?: TaskOptions): Promise<SuiteResult[]>;
export function runTask(task: CompareTask, options?: TaskOptions): Promise<ArtifactComparison>;
export async function runTask(
  task: Task | ArtifactTask | MatrixTask | InspectTask | CompareTask,
  options: TaskOptions = {},
): Promise<unknown> {
  const { signal, timeoutMs, start, pool, onStart } = options;
  // before anything is waited for: the caller may change its bytes as soon as it has the promise
  const owned = isOfArtifacts(task) ? task : ownTask(task);
  return await (pool ?? common ?? (await commonPool(start))).run(owned, { signal, timeoutMs, onStart });
}

function isOfArtifacts(task: object): task is ArtifactTask | MatrixTask | InspectTask | CompareTask {
  return 'kind' in task && ['artifact', 'matrix', 'inspect', 'compare'].includes(String(task.kind));
}

async function commonPool(start: PoolOptions | undefined): Promise<WorkerPool> {
  const { WorkerPool: Pool } = await import('./worker-pool.js');
  return (common ??= new Pool(start));
}

/** Tasks that wait for a worker of the common pool. */
export function queueDepth(): number {
  return common?.queued ?? 0;
}

/** Ends the common pool after the work it has accepted. Not needed for a process to exit. */
export async function closePool(): Promise<void> {
  await common?.close();
}

/** The task with bytes of its own: see shareBytes. */
export function ownTask<T extends Task>(task: T): T {
  if (task.kind === 'probe') return { ...task, file: shareBytes(task.file) };
  if (task.kind === 'validate') {
    return { ...task, output: shareBytes(task.output), original: task.original && shareBytes(task.original) };
  }
  const outputs = task.outputs.map((one) => ({ ...one, output: shareBytes(one.output) }));
  return { ...task, original: shareBytes(task.original), outputs };
}

/**
 * The subject as it is now, ready for another thread. Bytes are copied once into shared memory (a message would clone
 * them again): the caller's buffer is neither transferred nor affected, and may change as soon as this returns.
 */
export function shareBytes(input: ImageInput): ImageInput {
  if ('path' in input) return input;
  const bytes = new Uint8Array(new SharedArrayBuffer(input.bytes.length));
  bytes.set(input.bytes);
  return { bytes };
}
