import type { Job, Worker } from 'bullmq';
import { existsSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { PressproofError, reasonOf } from '../../core/errors.js';
import type { Decision } from '../../core/decision.js';
import { log } from '../../guard/tell/log.js';
import { VERSION } from '../../guard/tool.js';
import { comparedPlaces, type Location } from '../item.js';
import { isS3 } from '../storage/location.js';
import type { Outcome, Reply, Task } from '../task.js';
import type { QueueAddress } from './address.js';
import { bounded } from './answer.js';
import { Confines, type Boundaries } from './confine.js';
import { Crews, type OpenCrew } from './crews.js';
import { ownPlace } from './delivered.js';
import { Leftovers } from './leftovers.js';
import { connectionOptions, Link, type Tell } from './link.js';
import { announce } from './members.js';
import { ownSettings } from './own-settings.js';
import { queuePackages, type QueuePackages } from './packages.js';
import { NOT_MINE, PREFIX, QUEUE, readJob, type Answer } from './protocol.js';

export interface QueueWorkerOptions {
  readonly address: QueueAddress;
  /** Tasks at once, each in a process of its own. */
  readonly concurrency: number;
  readonly boundaries: Boundaries;
  readonly openCrew: OpenCrew;
  /** ms that this worker may be silent before its tasks are given to others. */
  readonly leaseMs: number;
  /** ms that a task may take to end once the worker is to stop; then it is given back. */
  readonly graceMs: number;
  readonly tell: Tell;
  /** Hears of every decision; returns at once and does not throw. */
  readonly onDecision?: ((decision: Decision) => void) | undefined;
}

/** A worker looks for others that fell silent so often. */
const STALLED_CHECKS_PER_LEASE = 2;
/** Pause before an answer that Redis did not take is given again. */
const RETRY_MS = 1000;
/** Tasks refused one after the other that make a worker misplaced: no manifest has so many wrong rows in a row by chance. */
const MOST_REFUSALS = 10;
/** What the last words may take where the queue does not answer. */
const LAST_WORDS_MS = 5000;

export interface QueueWorker {
  readonly confines: Confines;
  /** Resolves when it has no business here, as it reaches nothing that it is asked to work on, with the reason. */
  readonly misplaced: Promise<string>;
  /**
   * Takes nothing more, finishes what it has within its grace, gives the rest back, and lets go of everything.
   * @returns false: the queue is away, and what waits for it would keep this process from ending
   */
  stop(): Promise<boolean>;
}

/**
 * Works for every run of this version at a queue.
 * @throws UsageError, PressproofError when the queue cannot be used
 */
export async function startQueueWorker(options: QueueWorkerOptions): Promise<QueueWorker> {
  const confines = await Confines.open(options.boundaries);
  const packages = await queuePackages();
  const link = await Link.open(packages, options.address, options.tell);
  return new RunningWorker(packages, link, confines, options);
}

class RunningWorker implements QueueWorker {
  readonly confines: Confines;
  readonly misplaced: Promise<string>;
  /** Names this worker among all there ever were, also in the names of files. */
  readonly #id = randomBytes(6).toString('hex');
  readonly #options: QueueWorkerOptions;
  readonly #packages: QueuePackages;
  readonly #link: Link;
  readonly #crews: Crews;
  readonly #worker: Worker<unknown, Answer>;
  readonly #member: { end(): Promise<void> };
  /** Fires when the grace is over. */
  readonly #giveBack = new AbortController();
  readonly #unfinished: Location[] = [];
  readonly #leftovers: Leftovers;
  #deliveries = 0;
  /** One after the other, until now. */
  #refusals = 0;
  #tellMisplaced: (reason: string) => void = () => undefined;

  constructor(packages: QueuePackages, link: Link, confines: Confines, options: QueueWorkerOptions) {
    this.misplaced = new Promise((resolve) => {
      this.#tellMisplaced = resolve;
    });
    this.#options = options;
    this.#packages = packages;
    this.#link = link;
    this.confines = confines;
    this.#leftovers = new Leftovers(options.tell);
    this.#crews = new Crews(options.openCrew, options.concurrency);
    this.#worker = new packages.Worker<unknown, Answer>(QUEUE, (job, token) => this.#work(job, token), {
      connection: connectionOptions(options.address),
      prefix: PREFIX,
      skipVersionCheck: true,
      name: this.#id,
      concurrency: options.concurrency,
      lockDuration: options.leaseMs,
      stalledInterval: Math.ceil(options.leaseMs / STALLED_CHECKS_PER_LEASE),
      // the first silence already is a loss that the coordinator counts; it adds the task again
      maxStalledCount: 0,
      runRetryDelay: RETRY_MS,
    });
    this.#worker.on('error', (error) => {
      // of a lost connection the link tells
      if (link.isUp) log().warn({ err: error }, 'queue');
    });
    const name = `${hostname()}:${process.pid}`;
    const member = { id: this.#id, name, version: VERSION, slots: options.concurrency };
    this.#member = announce(link, member, options.tell);
  }

  async stop(): Promise<boolean> {
    const grace = setTimeout(() => this.#giveBack.abort(givenBack()), this.#options.graceMs);
    const late = new Promise<'late'>((resolve) => {
      setTimeout(resolve, this.#options.graceMs + LAST_WORDS_MS, 'late').unref();
    });
    const ended = await Promise.race([this.#worker.close(), late]);
    clearTimeout(grace);
    if (this.#link.isUp) await Promise.race([this.#member.end().catch(() => undefined), late]);
    await this.#crews.close();
    // what was given back may have been written to until now
    await Promise.all(this.#unfinished.map((staged) => this.#leftovers.remove(staged)));
    this.#link.close();
    // what could not be given back goes to others when the lease is over
    return ended !== 'late';
  }

  async #work(job: Job<unknown, Answer>, token = ''): Promise<Answer> {
    const read = readJob(job.data);
    if (typeof read === 'string') return this.#refuse('job_unreadable', `A job of the queue is unreadable: ${read}`);
    const { task, settings } = read;
    const refusal = (await this.confines.refusal(task)) ?? absence(task);
    if (refusal !== null) return this.#refuse(NOT_MINE, refusal);
    this.#refusals = 0;
    const staged = task.staged === null ? null : ownPlace(task.staged, `${this.#id}-${this.#deliveries++}`);
    try {
      const own = await ownSettings(settings, this.confines);
      const result = await this.#crews.run({ ...task, staged }, own, this.#giveBack.signal);
      // whoever lost it while it worked has nothing to say, and its file is nobody's
      if ((await job.extendLock(token, this.#options.leaseMs)) !== 1)
        throw new Error(`${job.id} went to another worker`);
      const answer = bounded({ result, staged });
      if ('outcome' in result && result.outcome.kind === 'judged') this.#options.onDecision?.(result.outcome.decision);
      if (staged !== null && !hasFile(answer)) await this.#leftovers.remove(staged);
      return answer;
    } catch (error) {
      if (staged !== null) await this.#leftovers.remove(staged);
      if (!this.#giveBack.signal.aborted) throw error;
      if (staged !== null) this.#unfinished.push(staged);
      await job.moveToWait(token);
      throw new this.#packages.WaitingError();
    }
  }

  #refuse(code: string, message: string): Answer {
    const outcome: Outcome = { kind: 'error', code, message, failedStage: null };
    const result: Reply = { outcome, worker: `${hostname()}:${process.pid}`, durationMs: 0 };
    log().error({ code }, reasonOf(message));
    this.#refusals += 1;
    if (this.#refusals === MOST_REFUSALS) this.#tellMisplaced(message);
    return { result, staged: null };
  }
}

/** Why a task is for a machine that has the folders of what it reads; null: this one has. A file alone may be missing anywhere. */
function absence({ item: { entry } }: Task): string | null {
  const folders = [entry.input, ...comparedPlaces(entry)]
    .filter((place) => !isS3(place))
    .map((place) => dirname(place));
  const folder = folders.find((one) => !existsSync(one));
  if (folder === undefined) return null;
  return `This worker has no folder ${folder}: mount it as it is where the batch runs`;
}

function hasFile({ result }: Answer): boolean {
  return 'outcome' in result && result.outcome.kind === 'judged' && result.outcome.written !== null;
}

function givenBack(): PressproofError {
  return new PressproofError('given_back', 'The worker stops; the item is given back');
}
