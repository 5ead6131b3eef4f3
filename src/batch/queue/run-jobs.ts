import type { Job, Queue, QueueEvents } from 'bullmq';
import type { WorkSettings } from '../execute/settings.js';
import type { Task } from '../task.js';
import type { QueueAddress } from './address.js';
import { connectionOptions, type Link } from './link.js';
import type { QueuePackages } from './packages.js';
import { jobIdOf, PREFIX, QUEUE, readAnswer, type Answer, type JobData } from './protocol.js';

/** What Redis knows of a job that is over. */
export interface OverJob {
  /** Why there is no answer; null: there should be one. */
  readonly failure: string | null;
  /** null: none, or what is no answer. */
  readonly answer: Answer | null;
}

/** Replies that no coordinator came back for go after a week. */
const KEEP_S = 7 * 24 * 3600;
/** Events only make things faster. Each finished one carries its reply, so that many of them would be many MB. */
const EVENTS = 200;

const OVER = ['completed', 'failed'] as const;
const WAITING = ['waiting', 'delayed', 'prioritized'] as const;

/** The jobs of one run in Redis. */
export class RunJobs {
  readonly #run: string;
  readonly #queue: Queue<JobData, Answer>;
  readonly #events: QueueEvents;

  /** @param onOver - hears that a job of any run may be over; now and then nobody says it */
  constructor(packages: QueuePackages, link: Link, address: QueueAddress, run: string, onOver: (id: string) => void) {
    this.#run = run;
    const common = { prefix: PREFIX, skipVersionCheck: true };
    // the link's own connection, since what is asked of one of BullMQ's while Redis is away keeps a process from ending
    const streams = { events: { maxLen: EVENTS } };
    this.#queue = new packages.Queue(QUEUE, { ...common, connection: link.client, streams });
    this.#events = new packages.QueueEvents(QUEUE, { ...common, connection: connectionOptions(address) });
    // what there is to say of a connection is said once, by the link
    this.#queue.on('error', () => undefined);
    this.#events.on('error', () => undefined);
    for (const kind of OVER) this.#events.on(kind, ({ jobId }: { jobId: string }) => onOver(jobId));
  }

  async ready(): Promise<void> {
    await this.#events.waitUntilReady();
  }

  idOf({ item }: Task): string {
    return jobIdOf(this.#run, item.key);
  }

  /** Adds a job, unless it is there. */
  async add(task: Task, settings: WorkSettings): Promise<void> {
    const kept = { removeOnComplete: { age: KEEP_S }, removeOnFail: { age: KEEP_S } };
    await this.#queue.add('task', { run: this.#run, task, settings }, { jobId: this.idOf(task), ...kept });
  }

  /** null: the job is not over, or not there. */
  async over(id: string): Promise<OverJob | null> {
    const job: Job<JobData, Answer> | undefined = await this.#queue.getJob(id);
    if (!job?.finishedOn) return null;
    return { failure: job.failedReason || null, answer: readAnswer(job.returnvalue) };
  }

  /** Removes a job, unless somebody works on it. @returns whether it is gone */
  async remove(id: string): Promise<boolean> {
    return (await this.#queue.remove(id)) === 1;
  }

  async listOver(): Promise<Set<string>> {
    return await this.#own(OVER);
  }

  async listWaiting(): Promise<Set<string>> {
    return await this.#own(WAITING);
  }

  /** All: those that somebody works on, or will, and those that are over. What ends meanwhile is in both. */
  async list(): Promise<{ pending: Set<string>; over: Set<string> }> {
    const pending = await this.#own([...WAITING, 'active']);
    return { pending, over: await this.listOver() };
  }

  async close(): Promise<void> {
    await Promise.all([this.#events.close(), this.#queue.close()]);
  }

  /** Ids in one look, so that a job that changes its state meanwhile is not missed. */
  async #own(states: readonly (typeof OVER | typeof WAITING | readonly ['active'])[number][]): Promise<Set<string>> {
    // by default BullMQ names the first two
    const ids = await this.#queue.getRanges([...states], 0, -1);
    return new Set(ids.filter((id) => id.startsWith(jobIdOf(this.#run, ''))));
  }
}
