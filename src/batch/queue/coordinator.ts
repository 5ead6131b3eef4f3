import { abortReason, PressproofError, reasonOf } from '../../core/errors.js';
import { onAbort } from '../../core/on-abort.js';
import type { WorkSettings } from '../execute/settings.js';
import type { Dispatcher, Loss, Reply, Task } from '../task.js';
import { accepted } from './accept.js';
import { queueAddress, type QueueAddress } from './address.js';
import { folderOf } from './delivered.js';
import { Leftovers } from './leftovers.js';
import { Link, type Tell } from './link.js';
import { present } from './members.js';
import { queuePackages } from './packages.js';
import { isPassing, within } from './patience.js';
import { RunJobs } from './run-jobs.js';
import { Workforce } from './workforce.js';

export interface QueueOptions {
  /** Of a Redis or Valkey server: see queueAddress. */
  readonly url: string;
  /** Names the run: letters, digits, `-` and `_`, at most 64. */
  readonly run: string;
  /** Made by workSettings. */
  readonly settings: WorkSettings;
  /** Most tasks of this run that are in Redis at once. Default {@link MOST}. */
  readonly width?: number | undefined;
  /** Hears lines for people: lost and found again, no workers, workers of another version. */
  readonly tell?: Tell | undefined;
}

/** 1000 replies of 20 KB are 20 MB of Redis, and work for 250 slots. */
const MOST = 1000;
/** Time between looks through Redis: events get lost with a connection, and what Redis holds with Redis. */
const LOOK_MS = 2000;
/** What letting go may take where the queue does not answer. */
const CLOSE_MS = 2000;

/**
 * Hands tasks to workers on any machine. Redis carries tasks there and replies back; what is true of a run is in its
 * journal alone, so a Redis that forgets costs work and nothing else.
 * @throws UsageError, PressproofError when the queue cannot be used
 */
export async function openQueue(options: QueueOptions): Promise<Dispatcher> {
  const address = queueAddress(options.url, {});
  const packages = await queuePackages();
  const link = await Link.open(packages, address, options.tell ?? (() => undefined));
  const dispatcher = new QueueDispatcher(
    link,
    (onOver) => new RunJobs(packages, link, address, options.run, onOver),
    options,
    address,
  );
  link.onRestored = () => dispatcher.lookSoon();
  await dispatcher.begin();
  return dispatcher;
}

interface Awaited {
  readonly task: Task;
  /** When it was put into Redis, ms of performance.now(); null: it is not there yet. */
  addedAt: number | null;
  /** Whether it was over before this coordinator began. */
  isLeft: boolean;
  isTaken: boolean;
  readonly resolve: (result: Reply | Loss) => void;
  readonly reject: (error: unknown) => void;
}

class QueueDispatcher implements Dispatcher {
  readonly outlives = true;
  readonly #link: Link;
  readonly #jobs: RunJobs;
  readonly #settings: WorkSettings;
  readonly #tell: Tell;
  readonly #place: string;
  readonly #workforce: Workforce;
  readonly #leftovers: Leftovers;
  readonly #awaited = new Map<string, Awaited>();
  /** Where outputs are staged. */
  readonly #folders = new Set<string>();
  /** What somebody may ask for: from when it is first asked for until it is settled. */
  readonly #wanted = new Set<string>();
  /** Jobs that were over when this coordinator began. */
  #left: ReadonlySet<string> = new Set();
  /** Jobs that were there when this coordinator began, and that nobody has asked for yet. */
  #earlier: Set<string> = new Set();
  #looking = false;
  #timer: NodeJS.Timeout | undefined;
  #troubled: string | null = null;
  #closed = false;

  constructor(
    link: Link,
    jobs: (onOver: (id: string) => void) => RunJobs,
    { settings, width = MOST, tell = () => undefined }: QueueOptions,
    { shown }: QueueAddress,
  ) {
    this.#link = link;
    this.#jobs = jobs((id) => void this.#take(id));
    this.#settings = settings;
    this.#tell = tell;
    this.#leftovers = new Leftovers(tell);
    this.#place = shown;
    this.#workforce = new Workforce(width, tell);
  }

  get width(): number {
    return this.#workforce.width;
  }

  async begin(): Promise<void> {
    await this.#jobs.ready();
    const { pending, over } = await this.#jobs.list();
    this.#left = over;
    this.#earlier = new Set([...pending, ...over]);
    this.#workforce.see(await present(this.#link));
    this.#timer = setInterval(() => this.lookSoon(), LOOK_MS);
  }

  async run(task: Task, signal: AbortSignal): Promise<Reply | Loss> {
    if (signal.aborted) throw abortReason(signal);
    const id = this.#jobs.idOf(task);
    this.#wanted.add(id);
    this.#earlier.delete(id);
    if (task.staged !== null) this.#folders.add(folderOf(task.staged));
    const release = onAbort(signal, () => {
      // one that is worked on stays, and its reply is there for whoever resumes
      this.#jobs.remove(id).catch((error: unknown) => this.#trouble(error));
      this.#awaited.get(id)?.reject(abortReason(signal));
    });
    try {
      return await new Promise<Reply | Loss>((resolve, reject) => {
        this.#awaited.set(id, { task, addedAt: null, isLeft: this.#left.has(id), isTaken: false, resolve, reject });
        void this.#submit(id);
      });
    } finally {
      release();
      this.#awaited.delete(id);
    }
  }

  async settled(task: Task): Promise<void> {
    const id = this.#jobs.idOf(task);
    this.#wanted.delete(id);
    // what stays in Redis because of an error is removed at a look
    await this.#jobs.remove(id).catch((error: unknown) => this.#trouble(error));
  }

  async withdraw(): Promise<void> {
    try {
      for (const id of await this.#jobs.listWaiting()) {
        // one that a worker has begun meanwhile stays
        if (await this.#jobs.remove(id)) this.#awaited.get(id)?.reject(withdrawn());
      }
    } catch (error) {
      this.#trouble(error);
    }
  }

  /** Looks through Redis for what no event told of. */
  lookSoon(): void {
    if (this.#looking || this.#closed || !this.#link.isUp) return;
    this.#looking = true;
    void this.#look()
      .catch((error: unknown) => this.#trouble(error))
      .finally(() => (this.#looking = false));
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#timer);
    const waited = [...this.#awaited.values()];
    for (const one of waited) one.reject(new PressproofError('queue_closed', 'The queue was closed'));
    if (this.#link.isUp) await within(CLOSE_MS, this.#clear(waited.length === 0));
    await within(CLOSE_MS, this.#jobs.close());
    this.#link.close();
  }

  async #submit(id: string): Promise<void> {
    const waited = this.#awaited.get(id);
    if (!waited) return;
    if (waited.isLeft) return await this.#take(id);
    try {
      await this.#jobs.add(waited.task, this.#settings);
      waited.addedAt = performance.now();
    } catch (error) {
      this.#fault(error, waited);
    }
  }

  /** Takes what came of a job, if it is over and somebody waits for it: once, however often it is told of. */
  async #take(id: string): Promise<void> {
    const waited = this.#awaited.get(id);
    if (!waited || waited.isTaken) return;
    waited.isTaken = true;
    try {
      const job = await this.#jobs.over(id);
      if (job === null && !waited.isLeft) return;
      const result = job === null ? 'again' : await accepted(job, waited.task, this.#circumstances(waited));
      // a reply is kept until it is recorded; what is done again must not find it
      if (result === 'again' || 'kind' in result) await this.#jobs.remove(id);
      if (result !== 'again') return waited.resolve(result);
      waited.isLeft = false;
      await this.#submit(id);
    } catch (error) {
      this.#fault(error, waited);
    } finally {
      waited.isTaken = false;
    }
  }

  #circumstances({ addedAt, isLeft }: Awaited) {
    const { restoredAt } = this.#link;
    return { isLeft, wasCutOff: restoredAt !== null && (addedAt === null || addedAt < restoredAt) };
  }

  async #look(): Promise<void> {
    this.#workforce.see(await present(this.#link));
    const waited = [...this.#awaited];
    const { pending, over } = await this.#jobs.list();
    for (const [id, { addedAt, isTaken }] of waited) {
      if (over.has(id)) await this.#take(id);
      // Redis lost it, or did not take it
      else if (!isTaken && (addedAt === null || !pending.has(id))) await this.#submit(id);
    }
    // a Redis that was killed remembers jobs whose removal it had not written yet
    for (const id of [...pending, ...over]) {
      if (!this.#wanted.has(id) && !this.#earlier.has(id)) await this.#drop(id);
    }
    // until a whole look goes well it is the same trouble, which is told once
    this.#troubled = null;
  }

  /**
   * Removes what nobody will ask for.
   * @param all - replies too; else they are there for whoever resumes
   */
  async #clear(all: boolean): Promise<void> {
    for (const id of await this.#jobs.listWaiting()) await this.#jobs.remove(id);
    if (!all) return;
    for (const id of await this.#jobs.listOver()) await this.#drop(id);
  }

  /** Removes a job, unless somebody works on it, and the file of a reply that nobody took. */
  async #drop(id: string): Promise<void> {
    const staged = (await this.#jobs.over(id))?.answer?.staged;
    // the name came from the network: nothing is removed but what lies among our own files
    if (staged && this.#folders.has(folderOf(staged))) await this.#leftovers.remove(staged);
    await this.#jobs.remove(id);
  }

  #fault(error: unknown, waited: Awaited): void {
    if (isPassing(error)) this.#trouble(error);
    else if (error instanceof Error && 'syscall' in error) waited.reject(error);
    else waited.reject(new PressproofError('queue_failed', `The queue fails: ${reasonOf(error)}`, { cause: error }));
  }

  #trouble(error: unknown): void {
    const reason = reasonOf(error);
    // of a lost connection the link tells
    if (this.#closed || !this.#link.isUp || reason === this.#troubled) return;
    this.#troubled = reason;
    this.#tell(`The queue at ${this.#place} has trouble (${reason}): trying again`);
  }
}

function withdrawn(): PressproofError {
  return new PressproofError('withdrawn', 'The task was taken back before a worker began it');
}
