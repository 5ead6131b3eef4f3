import type { Decision } from '../core/decision.js';
import type { Item, JobKind, Location } from './item.js';

/** What one worker process is handed: an item and where its output goes. Plain data, fit for JSON. */
export interface Task {
  readonly job: JobKind;
  readonly item: Item;
  /** `compress`: where the output is written, to be published from there; null otherwise. */
  readonly staged: Location | null;
  /** `compress`: where it is published, which is how reports name it. */
  readonly target: Location | null;
}

/** A file that a task wrote. */
export interface Written {
  readonly bytes: number;
  readonly sha256: string;
}

/** What one stage of a recipe did; `verdict` null where it was not judged. */
export interface StageOutcome {
  readonly engine: string;
  readonly verdict: string | null;
  readonly reason: string | null;
}

/**
 * What became of a task. `judged`: there is a decision, whatever it says. `error`: there is none, since nothing could be
 * made or looked at (the engine failed, the input is gone); the item counts as failed.
 */
export type Outcome =
  | {
      readonly kind: 'judged';
      readonly decision: Decision;
      /** The file at `staged`; null where there is none (nothing to compress, or rejected). */
      readonly written: Written | null;
      /** Index of the stage that caused a failure; null for one stage, or where nothing failed. */
      readonly failedStage: number | null;
      readonly stages: readonly StageOutcome[];
    }
  | { readonly kind: 'error'; readonly code: string; readonly message: string; readonly failedStage: number | null };

export interface Reply {
  readonly outcome: Outcome;
  /** Which worker did it: host, process. */
  readonly worker: string;
  /** ms from its start to its end. */
  readonly durationMs: number;
}

/** How a task ended that no worker could end. */
export type Loss = {
  readonly kind: 'lost';
  /** What happened to the worker, e.g. its signal. */ readonly reason: string;
};

/**
 * Runs tasks somewhere: in processes of this machine, or on others through a queue. Nothing that a task does can end
 * the caller.
 */
export interface Dispatcher {
  /** How many tasks it wants at once, so that none of its workers waits; at least 1. It changes as workers come and go. */
  readonly width: number;
  /** Whether its workers live on when the caller dies, and what they make is taken up by the next one. Default false. */
  readonly outlives?: boolean;
  /** Rejects only when the dispatcher itself is out of order (its queue is gone for good). */
  run(task: Task, signal: AbortSignal): Promise<Reply | Loss>;
  /** What became of a task is recorded: whatever was kept of its reply, in case the caller dies, may go. Never rejects. */
  settled?(task: Task): Promise<void>;
  /** Nothing more is wanted: whoever waits for a task that no worker has begun is told so by a rejection. Never rejects. */
  withdraw?(): Promise<void>;
  /** Lets go of processes and connections, without waiting for tasks. */
  close(): Promise<void>;
}
