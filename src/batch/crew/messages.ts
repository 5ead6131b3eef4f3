import type { WorkSettings } from '../execute/settings.js';
import type { Reply, Task } from '../task.js';

/** To a worker process: how it works, once; then one task at a time. */
export type ToWorker = { readonly work: WorkSettings } | { readonly task: Task };

/**
 * From a worker process: `ready` once it has heard how it works; of each task that it has it, and what came of it.
 * `interrupted`: nothing that counts, since somebody is ending processes.
 */
export type FromWorker = { readonly kind: 'ready' | 'taken' | 'interrupted' } | Done;

export interface Done {
  readonly kind: 'done';
  readonly reply: Reply;
  /** Resident memory after the item, MiB. */
  readonly residentMb: number;
  /** Something of the item may still be running in the process's group, which should be ended. */
  readonly unclean: boolean;
}
