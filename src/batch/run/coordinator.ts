import { setImmediate as breathe } from 'node:timers/promises';
import { PressproofError } from '../../core/errors.js';
import type { Finished, Journal, Published } from '../journal/journal.js';
import type { Entry, Item, JobKind, Location } from '../item.js';
import type { Recipe } from '../recipe.js';
import { rowOf } from '../results/row-of.js';
import type { Dispatcher, Loss, Reply, Task } from '../task.js';
import { isTriedAgain } from '../tried-again.js';
import { Committer } from './committer.js';
import type { NameRules } from './file-names.js';
import { journalFault, placeFaultBehind, storageFaultBehind } from './faults.js';
import { itemsOf } from './items.js';
import { Ordinals } from './ordinals.js';
import { isInPlace } from './in-place.js';
import type { Publisher } from './publisher.js';
import { Slots } from './slots.js';
import { Targets } from './targets.js';

export interface CoordinatorOptions {
  readonly job: JobKind;
  readonly entries: AsyncIterable<Entry>;
  readonly recipes: readonly Recipe[];
  /** Buckets that the entries are listed from. */
  readonly listed: ReadonlySet<string>;
  readonly outputs: Location;
  readonly staging: Location;
  /** Of where the outputs are. */
  readonly names: NameRules;
  /** Hears lines for people. */
  readonly tell: (line: string) => void;
  /** A local folder where files are written first. */
  readonly scratch: string;
  readonly journal: Journal;
  readonly publisher: Publisher;
  readonly dispatcher: Dispatcher;
  /** Nothing more is handed out once it fires; what is in flight has `graceMs` to end. */
  readonly stop: AbortSignal;
  readonly graceMs: number;
  /** Hears of every item once it is committed; must not throw. */
  readonly onCommitted: (finished: Finished) => void;
  /** Hears of those whose files cannot be published after all, which makes them errors; must not throw. */
  readonly onBlocked: (finished: Finished) => void;
}

export interface Walk {
  /** Items that were done before, or that the inputs name twice. */
  readonly known: number;
  /** Items that were handed out and did not end in time: to be done again. */
  readonly rolledBack: number;
  /** Items that are done again because their published files were gone or changed. */
  readonly remade: number;
}

/** How often an item may end its worker before it is set aside. */
const MOST_LOSSES = 3;
/** Items found done between two looks at what else there is to do: a ms or so. */
const KNOWN_IN_A_ROW = 100;
/** Items that are finished and not published, a second's work of a slow bucket: then nothing more is handed out. */
const MOST_BACKLOG = 256;

/** Does every item that the journal does not have. It is the one writer of the journal and the one that publishes. */
export class Coordinator {
  readonly #options: CoordinatorOptions;
  readonly #committer: Committer;
  readonly #targets: Targets;
  readonly #slots: Slots;
  /** From being handed out until the journal has it. */
  readonly #inHand = new Map<string, Task>();
  /** Of this walk: who resumes tries them again, and what names them again before that meets the same. */
  readonly #inTheWay = new Set<string>();
  /** Fires when what is in flight is to be dropped. */
  readonly #abandon = new AbortController();
  #fault: Error | null = null;
  #known = 0;
  #rolledBack = 0;
  #remade = 0;

  constructor(options: CoordinatorOptions) {
    this.#options = options;
    const { journal, publisher, dispatcher } = options;
    this.#targets = new Targets({ ...options, like: (target) => journal.targetsLike(target) });
    this.#slots = new Slots(() => dispatcher.width);
    this.#committer = new Committer({
      journal,
      publisher,
      onCommitted: (finished) => this.#committed(finished),
      onBlocked: (finished) => {
        this.#inTheWay.add(finished.row.item);
        options.onBlocked(finished);
      },
      onFault: (error) => this.#fail(journalFault(error)),
    });
  }

  /**
   * Resolves when all is done, or after `stop` when nothing is in flight any more.
   * @throws RunFault where it cannot go on; what the inputs and the dispatcher throw. What is done is committed
   */
  async run(): Promise<Walk> {
    const { stop, graceMs } = this.#options;
    let grace: NodeJS.Timeout | undefined;
    const onStop = () => {
      this.#slots.wake();
      void this.#options.dispatcher.withdraw?.();
      grace = setTimeout(() => this.#abandon.abort(), graceMs);
    };
    if (stop.aborted) onStop();
    stop.addEventListener('abort', onStop, { once: true });
    try {
      await this.#handOut();
    } catch (error) {
      // what a stop tore down is no fault
      if (!this.#isHalted()) this.#fault = journalFault(error);
    }
    await this.#slots.idle();
    await this.#committer.drain();
    stop.removeEventListener('abort', onStop);
    clearTimeout(grace);
    if (this.#fault) throw this.#fault;
    return { known: this.#known, rolledBack: this.#rolledBack, remade: this.#remade };
  }

  #isHalted(): boolean {
    return this.#options.stop.aborted || this.#fault !== null;
  }

  async #handOut(): Promise<void> {
    const { job, entries, recipes, journal } = this.#options;
    const isHalted = () => this.#isHalted();
    const ordinals = new Ordinals(journal, Math.max(1, recipes.length));
    const firstOf = (keys: readonly string[], position: number) => ordinals.firstOf(keys, position);
    for await (const item of itemsOf(job, entries, recipes, firstOf)) {
      if (isHalted()) return;
      if (this.#inHand.has(item.key) || (journal.has(item.key) && !(await this.#isToBeRemade(item)))) {
        this.#known += 1;
        if (this.#known % KNOWN_IN_A_ROW === 0) await breathe();
        continue;
      }
      await this.#slots.free(() => this.#committer.backlog < MOST_BACKLOG, isHalted);
      if (isHalted()) return;
      const place = job === 'compress' ? await this.#targets.claim(item) : NOWHERE;
      if (isHalted()) return;
      this.#slots.use(this.#work({ job, item, ...place }));
    }
  }

  /**
   * Whether what an item published is gone or another, or something was in its way when others were here before: then it
   * is not done, and is forgotten.
   */
  async #isToBeRemade({ key, entry }: Item): Promise<boolean> {
    const { journal } = this.#options;
    const published = journal.publishedOf(key);
    const isTried = published === null && !this.#inTheWay.has(key) && isTriedAgain(journal.errorOf(key), entry);
    if (!isTried && (published === null || (await this.#isInPlace(published)))) return false;
    journal.forget(key);
    if (!isTried) this.#remade += 1;
    return true;
  }

  async #isInPlace(published: Published): Promise<boolean> {
    return await isInPlace(published, { suspect: await this.#targets.isShared(published.target) });
  }

  /** Never rejects. */
  async #work(task: Task): Promise<void> {
    const { item } = task;
    const { dispatcher } = this.#options;
    this.#inHand.set(item.key, task);
    try {
      let result = await dispatcher.run(task, this.#abandon.signal);
      while ('kind' in result && !this.#isSetAside(item, result)) {
        result = await dispatcher.run(task, this.#abandon.signal);
      }
      await this.#finish(task, result);
    } catch (error) {
      if (!this.#isHalted()) this.#fail(journalFault(error));
      await this.#rollBack(task);
    }
  }

  /** Counts a worker against the item that it had. */
  #isSetAside({ key }: Item, { reason }: Loss): boolean {
    // whoever interrupts a batch may end its workers too, and an item is done again after that
    if (this.#isHalted()) throw new PressproofError('interrupted', reason);
    return this.#options.journal.lose(key, reason) >= MOST_LOSSES;
  }

  async #finish(task: Task, result: Reply | Loss): Promise<void> {
    const { journal } = this.#options;
    const { item, staged, target } = task;
    const outcome = 'outcome' in result ? result.outcome : null;
    if (outcome?.kind === 'error') {
      const isWritten = this.#options.job === 'compress';
      const behind = isWritten ? await placeFaultBehind(outcome, this.#options.scratch) : null;
      const fault = storageFaultBehind(outcome, task, this.#options.listed) ?? behind;
      if (fault) throw fault;
      if (isTriedAgain(outcome.code, item.entry)) this.#inTheWay.add(item.key);
    }
    const judged = outcome?.kind === 'judged' ? outcome : null;
    const attempts = journal.losses(item.key) + (outcome ? 1 : 0);
    this.#committer.add({
      row: rowOf(item, task, result, attempts, Date.now()),
      decision: judged?.decision ?? null,
      staged: judged?.written ? staged : null,
      target,
    });
  }

  #committed(finished: Finished): void {
    const { dispatcher, onCommitted } = this.#options;
    const task = this.#letGo(finished.row.item);
    if (task) void dispatcher.settled?.(task);
    onCommitted(finished);
  }

  async #rollBack(task: Task): Promise<void> {
    this.#rolledBack += 1;
    this.#letGo(task.item.key);
    // what cannot be removed is removed when the run is resumed
    if (task.staged !== null)
      await this.#options.publisher.discard(task.staged).catch((error: unknown) => this.#fail(journalFault(error)));
  }

  #letGo(key: string): Task | undefined {
    const task = this.#inHand.get(key);
    this.#inHand.delete(key);
    if (task?.target) this.#targets.letGo(task.target);
    return task;
  }

  /** The first reason counts; what is in flight would meet the same. */
  #fail(error: Error): void {
    this.#fault ??= error;
    this.#abandon.abort();
    this.#slots.wake();
  }
}

const NOWHERE = { staged: null, target: null };
