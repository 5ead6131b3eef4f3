import type { Job, Queue, QueueEvents } from 'bullmq';
import { abortReason, PressproofError, reasonOf } from '../../core/errors.js';
import type { Dispatcher, Loss, Reply, Task } from '../task.js';
import type { QueueAddress } from './address.js';
import { discard, folderOf, isOwnPlace, take } from './delivered.js';
import { connectionOptions, Link, type Tell } from './link.js';
import { present } from './members.js';
import { queuePackages, type QueuePackages } from './packages.js';
import { jobIdOf, PREFIX, QUEUE, readAnswer, type Answer, type JobData } from './protocol.js';
import { Workforce } from './workforce.js';

export interface QueueOptions {
  readonly address: QueueAddress;
  /** Names the run: letters, digits, `-` and `_`, at most 64. */
  readonly run: string;
  readonly settings: JobData['settings'];
  /** Most tasks of this run that are in Redis at once. Default {@link MOST}. */
  readonly width?: number | undefined;
  /** Lines for people: lost and found again, no workers, workers of another version. */
  readonly tell?: Tell | undefined;
}

/** 1000 answers of 20 KB are 20 MB of Redis, and work for 250 slots. */
const MOST = 1000;
/** Looking through what is in Redis: events can get lost with the connection, and data with Redis. */
const LOOK_MS = 2000;
/** Replies that no coordinator came back for go after a week. */
const KEEP_S = 7 * 24 * 3600;
/** Events only make things faster. Each finished one carries its reply, so that many of them would be many MB. */
const EVENTS = 200;
/** What letting go of a queue may take that does not answer. */
const CLOSE_MS = 2000;
/** BullMQ's reason for a job whose worker fell silent. */
const STALLED = /^job stalled/;

interface Awaited {
  readonly task: Task;
  /** When it was put into Redis, ms of performance.now(); null: it is not there yet. */
  addedAt: number | null;
  /** Whether it finished for a coordinator before this one. */
  isLeft: boolean;
  taking: boolean;
  resolve(result: Reply | Loss): void;
  reject(error: unknown): void;
}

/**
 * Hands tasks to workers on any machine. Redis carries tasks there and replies back; what is true of a run is in its
 * journal alone, so a Redis that forgets costs work and nothing else.
 * @throws UsageError, PressproofError when the queue cannot be used
 */
export async function openQueue(options: QueueOptions): Promise<Dispatcher> {
  const packages = await queuePackages();
  const dispatcher: { current: QueueDispatcher | null } = { current: null };
  const link = await Link.open(packages, options.address, options.tell ?? (() => undefined), () =>
    dispatcher.current?.lookSoon(),
  );
  dispatcher.current = new QueueDispatcher(packages, link, options);
  await dispatcher.current.begin();
  return dispatcher.current;
}

class QueueDispatcher implements Dispatcher {
  readonly outlives = true;
  readonly #link: Link;
  readonly #queue: Queue<JobData, Answer>;
  readonly #events: QueueEvents;
  readonly #options: QueueOptions;
  readonly #workforce: Workforce;
  readonly #awaited = new Map<string, Awaited>();
  /** Jobs of this run that finished for a coordinator before this one. */
  #left = new Set<string>();
  /** Where outputs are staged. */
  readonly #folders = new Set<string>();
  #looking: Promise<void> | null = null;
  #timer: NodeJS.Timeout | undefined;
  #troubled: string | null = null;
  #closed = false;

  constructor({ Queue: QueueOf, QueueEvents: EventsOf }: QueuePackages, link: Link, options: QueueOptions) {
    this.#link = link;
    this.#options = options;
    this.#workforce = new Workforce(options.width ?? MOST, options.tell ?? (() => undefined));
    // what there is to say of a connection is said once, by the link
    const connection = { connection: connectionOptions(options.address), prefix: PREFIX, skipVersionCheck: true };
    this.#queue = new QueueOf(QUEUE, { ...connection, streams: { events: { maxLen: EVENTS } } });
    this.#queue.on('error', () => undefined);
    this.#events = new EventsOf(QUEUE, connection);
    this.#events.on('error', () => undefined);
    this.#events.on('completed', ({ jobId }) => void this.#take(jobId));
    this.#events.on('failed', ({ jobId }) => void this.#take(jobId));
  }

  get width(): number {
    return this.#workforce.width;
  }

  async begin(): Promise<void> {
    await this.#events.waitUntilReady();
    this.#left = new Set(await this.#own(['completed', 'failed']));
    this.#workforce.see(await present(this.#link));
    this.#timer = setInterval(() => this.lookSoon(), LOOK_MS);
  }

  async run(task: Task, signal: AbortSignal): Promise<Reply | Loss> {
    signal.throwIfAborted();
    const id = jobIdOf(this.#options.run, task.item.key);
    if (task.staged !== null) this.#folders.add(folderOf(task.staged));
    const giveUp = () => {
      const waited = this.#awaited.get(id);
      this.#awaited.delete(id);
      // one that is worked on cannot be removed; its reply is there for whoever resumes
      this.#queue.remove(id).catch((error: unknown) => this.#trouble(error));
      waited?.reject(abortReason(signal));
    };
    try {
      return await new Promise<Reply | Loss>((resolve, reject) => {
        this.#awaited.set(id, { task, addedAt: null, isLeft: false, taking: false, resolve, reject });
        signal.addEventListener('abort', giveUp, { once: true });
        void this.#submit(id);
      });
    } finally {
      signal.removeEventListener('abort', giveUp);
      this.#awaited.delete(id);
    }
  }

  async settled({ item }: Task): Promise<void> {
    await this.#queue
      .remove(jobIdOf(this.#options.run, item.key))
      // what stays is found and removed at the end
      .catch((error: unknown) => this.#trouble(error));
  }

  /** Looks through Redis for what no event told of. */
  lookSoon(): void {
    if (this.#looking || this.#closed || !this.#link.isUp) return;
    this.#looking = this.#look()
      .catch((error: unknown) => this.#trouble(error))
      .finally(() => (this.#looking = null));
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#timer);
    const waited = [...this.#awaited.values()];
    for (const one of waited) one.reject(new PressproofError('queue_closed', 'The queue was closed'));
    if (this.#link.isUp) await within(CLOSE_MS, this.#clear(waited.length === 0));
    await within(CLOSE_MS, Promise.all([this.#events.close(), this.#queue.close()]));
    this.#link.close();
  }

  async #submit(id: string): Promise<void> {
    const waited = this.#awaited.get(id);
    if (!waited) return;
    waited.isLeft = this.#left.delete(id);
    if (waited.isLeft) return await this.#take(id);
    const { run, settings } = this.#options;
    try {
      const data = { run, task: waited.task, settings };
      // with the name of one that is there already it changes nothing
      await this.#queue.add('task', data, {
        jobId: id,
        removeOnComplete: { age: KEEP_S },
        removeOnFail: { age: KEEP_S },
      });
      waited.addedAt = performance.now();
    } catch (error) {
      if (isPassing(error)) this.#trouble(error);
      else waited.reject(broken(error));
    }
  }

  /** Takes what came of a job, if it is over and somebody waits for it. */
  async #take(id: string): Promise<void> {
    const waited = this.#awaited.get(id);
    if (!waited || waited.taking) return;
    waited.taking = true;
    try {
      const job: Job<JobData, Answer> | undefined = await this.#queue.getJob(id);
      if (!job?.finishedOn) return;
      const result = job.failedReason ? this.#failed(job.failedReason, waited) : await accepted(job, waited);
      // a reply is kept until it is recorded; of everything else nothing is left to be read again
      if (result === 'again' || 'kind' in result) await this.#queue.remove(id);
      if (result === 'again') await this.#submit(id);
      else waited.resolve(result);
    } catch (error) {
      if (isPassing(error)) this.#trouble(error);
      else waited.reject(error);
    } finally {
      waited.taking = false;
    }
  }

  /** A worker that fell silent while Redis was away may be well: that counts against no item. */
  #failed(reason: string, { addedAt }: Awaited): Loss | 'again' {
    const { restoredAt } = this.#link;
    const isStalled = STALLED.test(reason);
    if (isStalled && restoredAt !== null && (addedAt === null || addedAt < restoredAt)) return 'again';
    return { kind: 'lost', reason: isStalled ? 'its worker fell silent: killed, or cut off' : reason };
  }

  async #look(): Promise<void> {
    this.#workforce.see(await present(this.#link));
    const expected = [...this.#awaited].filter(([, { addedAt }]) => addedAt !== null).map(([id]) => id);
    const unsent = [...this.#awaited].filter(([, { addedAt, taking }]) => addedAt === null && !taking);
    // in this order: what ends meanwhile is in both
    const pending = new Set(await this.#own(['waiting', 'active', 'delayed', 'prioritized']));
    const over = new Set(await this.#own(['completed', 'failed']));
    this.#troubled = null;
    for (const id of expected) {
      if (over.has(id)) await this.#take(id);
      // Redis lost it
      else if (!pending.has(id)) await this.#submit(id);
    }
    for (const [id, waited] of unsent) if (waited.addedAt === null) await this.#submit(id);
  }

  /** Ids of jobs of this run. */
  async #own(states: Parameters<Queue['getRanges']>[0]): Promise<string[]> {
    const ids = await this.#queue.getRanges(states);
    return ids.filter((id) => id.startsWith(`${this.#options.run}_`));
  }

  /**
   * Removes what nobody will ask for.
   * @param all - replies too; else they are there for whoever resumes
   */
  async #clear(all: boolean): Promise<void> {
    for (const id of await this.#own(['waiting', 'delayed', 'prioritized'])) await this.#queue.remove(id);
    if (!all) return;
    for (const id of await this.#own(['completed', 'failed'])) {
      const staged = readAnswer((await this.#queue.getJob(id))?.returnvalue)?.staged;
      // the name came from the network: only what deliveries write beside our own files is removed
      if (staged && this.#folders.has(folderOf(staged))) await discard(staged);
      await this.#queue.remove(id);
    }
  }

  #trouble(error: unknown): void {
    const reason = reasonOf(error);
    // of a lost connection the link tells
    if (this.#closed || !this.#link.isUp || reason === this.#troubled) return;
    this.#troubled = reason;
    this.#options.tell?.(`The queue at ${this.#options.address.shown} has trouble (${reason}): trying again`);
  }
}

/** A reply whose file is where the coordinator looks for it. */
async function accepted(job: Job<JobData, Answer>, { task, isLeft }: Awaited): Promise<Reply | Loss | 'again'> {
  const answer = readAnswer(job.returnvalue);
  if (answer === null) return { kind: 'lost', reason: 'its worker answered with what is no answer' };
  const { result, staged } = answer;
  if ('kind' in result || result.outcome.kind !== 'judged' || result.outcome.written === null) return result;
  if (staged === null || task.staged === null) return { kind: 'lost', reason: 'its worker names no output' };
  if (!isOwnPlace(task.staged, staged))
    return { kind: 'lost', reason: 'its worker names an output that is none of its' };
  if (await take(staged, task.staged)) return result;
  // between two coordinators somebody may have cleaned up
  if (isLeft) return 'again';
  return { kind: 'lost', reason: `worker ${result.worker} wrote ${staged}, which is not here: share its folder` };
}

/** What goes by itself, or is no fault of the task: Redis is full, starts, or changes its roles. */
function isPassing(error: unknown): boolean {
  return /^(OOM|MISCONF|READONLY|LOADING|BUSY|CLUSTERDOWN|MASTERDOWN|UNBLOCKED|TRYAGAIN)\b|Connection is closed|ECONN|EPIPE/.test(
    reasonOf(error),
  );
}

function broken(error: unknown): PressproofError {
  return new PressproofError('queue_failed', `The queue takes no tasks: ${reasonOf(error)}`, { cause: error });
}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work.catch(() => undefined), late]);
  clearTimeout(timer);
}
