import type { WorkSettings } from '../execute/settings.js';
import type { Reply, Task } from '../task.js';

/** To a worker process: how it works, once; then one task at a time. */
export type ToWorker = { readonly work: WorkSettings } | { readonly task: Task };

/** From a worker process: `ready` once it has heard how it works; of each task that it has it, and what came of it. */
export type FromWorker = { readonly kind: 'ready' } | { readonly kind: 'taken' } | Done;

export interface Done {
  readonly kind: 'done';
  readonly reply: Reply;
  /** Resident memory after the item, MiB. */
  readonly residentMb: number;
  /** Something of the item may still be running in the process's group, which should be ended. */
  readonly unclean: boolean;
}
