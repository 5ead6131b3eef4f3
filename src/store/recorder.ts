import type { Decision } from '../core/decision.js';
import { storeError, StoreError } from './errors.js';
import { openStore, type Store } from './store.js';

export interface RecorderOptions {
  readonly path: string;
  /** Makes its folder too, for its owner alone. */
  readonly createFolder: boolean;
  readonly retentionDays: number;
  readonly maxBytes: number;
  /** How long a batch waits for other processes, ms. */
  readonly busyTimeoutMs: number;
}

/** What became of a batch. */
export interface Recorded {
  /** Decisions that SQLite would not take even one by one. */
  readonly refused: number;
  /** Why, of the last of them; null: there are none. */
  readonly reason: string | null;
  /** The database was not where it had been, and another one was started. */
  readonly vanished: boolean;
}

/** Between two looks at what is too old or too much, in batches: at some thousand decisions, or a few seconds of load. */
const BATCHES_BETWEEN_PRUNES = 50;
const DAY_MS = 86_400_000;

/**
 * Writes batches into a database that may vanish, fill up and come back between them: opened when there is something to
 * write, and again after each failure. Blocks its thread.
 */
export class Recorder {
  readonly #options: RecorderOptions;
  #store: Store | null = null;
  // the first batch prunes: processes that live for one of them would never
  #batchesToPrune = 0;

  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  /** @param texts - decisions as JSON. @throws StoreError; then none of them is recorded, or all that are can be given again */
  record(texts: readonly string[]): Recorded {
    const vanished = this.#store !== null && !this.#store.isInPlace();
    if (vanished) this.close();
    const decisions = texts.map((text) => JSON.parse(text) as Decision);
    const refused = this.#attempt((store) => recordWhatGoes(store, decisions));
    this.#batchesToPrune -= 1;
    return { refused: refused.length, reason: refused.at(-1) ?? null, vanished };
  }

  /** Does a piece of what retention asks for, when it is time. Returns whether there is more to do. @throws StoreError */
  prune(): boolean {
    if (this.#batchesToPrune > 0 || this.#store === null) return false;
    const { retentionDays, maxBytes } = this.#options;
    const before = Date.now() - retentionDays * DAY_MS;
    // where it fails it is tried again later, not at once
    this.#batchesToPrune = BATCHES_BETWEEN_PRUNES;
    const { more } = this.#attempt((store) => store.prune({ before, maxBytes }));
    if (more) this.#batchesToPrune = 0;
    return more;
  }

  close(): void {
    const store = this.#store;
    this.#store = null;
    store?.close();
  }

  #attempt<T>(work: (store: Store) => T): T {
    const { path, createFolder, busyTimeoutMs } = this.#options;
    try {
      this.#store ??= openStore(path, { createFolder, busyTimeoutMs });
      return work(this.#store);
    } catch (error) {
      this.close();
      throw storeError(path, error);
    }
  }
}

/** One decision that cannot be written must not keep others from it, nor come back for ever. Returns why each was refused. */
function recordWhatGoes(store: Store, decisions: readonly Decision[]): string[] {
  try {
    store.record(decisions);
    return [];
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'store_refused') throw error;
    const [only] = decisions;
    if (only !== undefined && decisions.length === 1) return [error.message];
    return decisions.flatMap((decision) => recordWhatGoes(store, [decision]));
  }
}
