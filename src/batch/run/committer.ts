import type { Finished, Journal } from '../journal/journal.js';
import type { Publisher } from './publisher.js';

export interface CommitterOptions {
  readonly journal: Journal;
  readonly publisher: Publisher;
  /** Hears of every item once it is committed; must not throw. */
  readonly onCommitted: (finished: Finished) => void;
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
    const [group, settled] = [this.#waiting, this.#settled];
    this.#waiting = [];
    this.#settled = [];
    try {
      publisher.confirmPlaces();
      journal.commit(group, settled);
    } catch (error) {
      return this.#fail(error);
    }
    for (const finished of group) {
      onCommitted(finished);
      this.#publish(finished);
    }
  }

  #publish({ row, staged, target }: Finished): void {
    if (staged === null || target === null) return;
    const publishing = this.#options.publisher
      .publish(staged, target)
      .then(
        () => void this.#settled.push(row.item),
        (error: unknown) => this.#fail(error),
      )
      .finally(() => {
        this.#publishing.delete(publishing);
      });
    this.#publishing.add(publishing);
  }

  #fail(error: unknown): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#options.onFault(error);
  }
}
