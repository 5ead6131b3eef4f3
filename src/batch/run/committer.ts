import type { Finished, Journal, Unpublished } from '../journal/journal.js';
import type { Location } from '../item.js';
import { BlockedTarget } from './blocked.js';
import type { Publisher } from './publisher.js';

export interface CommitterOptions {
  readonly journal: Journal;
  readonly publisher: Publisher;
  /** Hears of every item once it is committed; must not throw. */
  readonly onCommitted: (finished: Finished) => void;
  /** Hears of those whose files cannot be published, which makes them errors; must not throw. */
  readonly onBlocked: (finished: Finished) => void;
  /** Nothing is committed any more after it. */
  readonly onFault: (error: unknown) => void;
}

/** What comes within it shares a transaction, which costs ten times as much as an item in it; what a kill may repeat. */
const GATHER_MS = 20;
/** Items of one transaction: some 10 ms. */
const GROUP = 64;

/** Commits finished items in groups, and publishes their files after that. */
export class Committer {
  readonly #options: CommitterOptions;
  #waiting: Finished[] = [];
  /** At their targets, which the journal does not know yet. */
  #settled: string[] = [];
  /** Likewise: their targets are blocked. */
  #blocked: Unpublished[] = [];
  readonly #publishing = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | null = null;
  #failed = false;

  constructor(options: CommitterOptions) {
    this.#options = options;
  }

  /** Items that are finished and not published: whoever makes more of them should wait. */
  get backlog(): number {
    return this.#waiting.length + this.#publishing.size;
  }

  add(finished: Finished): void {
    if (this.#failed) return;
    this.#waiting.push(finished);
    if (this.#waiting.length >= GROUP) this.#commit();
    else this.#timer ??= setTimeout(() => this.#commit(), GATHER_MS);
  }

  /** Resolves when all is committed and published, or `onFault` was told why not. */
  async drain(): Promise<void> {
    this.#commit();
    while (this.#publishing.size > 0) await Promise.all(this.#publishing);
    this.#commit();
  }

  #commit(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#failed) return;
    const { journal, publisher, onCommitted } = this.#options;
    const [group, settled, blocked] = [this.#waiting, this.#settled, this.#blocked];
    this.#waiting = [];
    this.#settled = [];
    this.#blocked = [];
    try {
      publisher.confirmPlaces();
      journal.commit(group, settled, blocked);
    } catch (error) {
      return this.#fail(error);
    }
    for (const finished of group) {
      onCommitted(finished);
      this.#publish(finished);
    }
  }

  #publish(finished: Finished): void {
    const { row, staged, target } = finished;
    if (staged === null || target === null) return;
    const publishing = this.#options.publisher
      .publish(staged, target)
      .then(
        () => void this.#settled.push(row.item),
        async (error: unknown) => await this.#refused(finished, staged, error),
      )
      .catch((error: unknown) => this.#fail(error))
      .finally(() => {
        this.#publishing.delete(publishing);
      });
    this.#publishing.add(publishing);
  }

  async #refused(finished: Finished, staged: Location, error: unknown): Promise<void> {
    if (!(error instanceof BlockedTarget)) throw error;
    this.#blocked.push({ key: finished.row.item, blocked: error });
    this.#options.onBlocked(finished);
    // it is made again when the run is resumed; until then it would only take room
    await this.#options.publisher.discard(staged);
  }

  #fail(error: unknown): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#options.onFault(error);
  }
}
