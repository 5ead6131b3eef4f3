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

interface Blocked extends Unpublished {
  /** It is made again when the run is resumed; until then it would only take room. */
  readonly staged: Location;
}

/** Commits finished items in groups, and publishes their files after that. */
export class Committer {
  readonly #options: CommitterOptions;
  #waiting: Finished[] = [];
  /** At their targets, which the journal does not know yet. */
  #settled: string[] = [];
  /** Likewise: their targets are blocked. */
  #blocked: Blocked[] = [];
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
    // what was blocked is removed after it
    await Promise.all(this.#publishing);
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
    // not before the journal knows: who is killed between would leave an item whose file is nowhere to be looked for
    for (const { staged } of blocked) this.#track(publisher.discard(staged));
  }

  #publish(finished: Finished): void {
    const { row, staged, target } = finished;
    if (staged === null || target === null) return;
    const publishing = this.#options.publisher.publish(staged, target);
    this.#track(
      publishing.then(
        () => void this.#settled.push(row.item),
        (error: unknown) => this.#refused(finished, staged, error),
      ),
    );
  }

  #refused(finished: Finished, staged: Location, error: unknown): void {
    if (!(error instanceof BlockedTarget)) throw error;
    this.#blocked.push({ key: finished.row.item, blocked: error, staged });
    this.#options.onBlocked(finished);
  }

  #track(work: Promise<void>): void {
    const tracked = work
      .catch((error: unknown) => this.#fail(error))
      .finally(() => {
        this.#publishing.delete(tracked);
      });
    this.#publishing.add(tracked);
  }

  #fail(error: unknown): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#options.onFault(error);
  }
}
