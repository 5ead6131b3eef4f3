import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { PressproofError } from '../../core/errors.js';
import { endGroup } from '../../core/process-group.js';
import { shippedModule } from '../../core/shipped.js';
import type { WorkSettings } from '../execute/settings.js';
import type { Loss, Reply, Task } from '../task.js';
import { hardLimitMs, type CrewLimits } from './limits.js';
import type { Done, FromWorker, ToWorker } from './messages.js';
import { listenTo } from './voice.js';

export interface WorkerOptions {
  readonly work: WorkSettings;
  readonly limits: CrewLimits;
  /** Gets lines of its log. */
  readonly onLog: (line: string) => void;
}

/** What a process wrote before its end is in the pipe already; a second also covers a machine that is short of time. */
const DRAIN_MS = 1000;

/** A process that does one item at a time, leader of a group that all its engines are in. */
export class CrewWorker {
  /** Resolves when the process and all that it started are gone, with the reason. */
  readonly ended: Promise<string>;
  readonly #options: WorkerOptions;
  readonly #child: ChildProcess;
  #hasEnded = false;
  #items = 0;
  #isSpent = false;
  /** Why it was ended from here. */
  #sentence: string | null = null;
  #hear: (message: FromWorker) => void = () => undefined;

  /** @throws PressproofError `worker_start_failed` when its program is not there */
  constructor(options: WorkerOptions) {
    this.#options = options;
    this.#child = fork(programOf(), {
      // a group of its own; on Windows it would be a console window
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      // it is plain JavaScript; loaders and inspectors of this process are not for it. Cores are kept busy by as many
      // workers: garbage collectors that work beside each of them only get in the others' way (4 % of CPU with two)
      execArgv: [`--max-old-space-size=${options.limits.heapMb}`, '--single-threaded-gc'],
    });
    this.#child.on('message', (message: FromWorker) => this.#hear(message));
    this.ended = this.#watch();
  }

  /** Whether it can take another item. */
  get isFit(): boolean {
    return !this.#hasEnded && !this.#isSpent && this.#sentence === null;
  }

  /** @throws PressproofError `worker_start_failed` */
  async ready(): Promise<void> {
    const { work, limits } = this.#options;
    const ready = new Promise<null>((resolve) => {
      this.#hear = () => resolve(null);
    });
    this.#tell({ work });
    const why = await this.#within(limits.startMs, ready);
    if (why !== null) throw startFailure(why);
  }

  /**
   * Does one task; one at a time. When the signal fires, it ends with its item.
   * @returns `missed`: it had ended before it got the task; `interrupted`: to be done again
   */
  async run(task: Task, signal: AbortSignal): Promise<Reply | Loss | 'missed' | 'interrupted'> {
    const { work, limits } = this.#options;
    let isTaken = false;
    const done = new Promise<FromWorker>((resolve) => {
      this.#hear = (message) => {
        if (message.kind === 'taken') isTaken = true;
        else resolve(message);
      };
    });
    const onAbort = (): void => this.end('it was stopped');
    signal.addEventListener('abort', onAbort, { once: true });
    this.#tell({ task });
    const found = await this.#within(hardLimitMs(task, work, limits), done);
    signal.removeEventListener('abort', onAbort);
    if (typeof found === 'string') {
      return isTaken ? { kind: 'lost', reason: `The worker process ended: ${found}` } : 'missed';
    }
    if (found.kind === 'done') return this.#accept(found);
    this.#isSpent = true;
    return 'interrupted';
  }

  /** Ends it and all its engines at once. */
  end(why: string): void {
    if (this.#hasEnded) return;
    this.#sentence ??= why;
    if (this.#child.pid !== undefined) endGroup(this.#child.pid);
  }

  #accept({ reply, residentMb, unclean }: Done): Reply {
    const { mostItems, mostResidentMb } = this.#options.limits;
    this.#items += 1;
    this.#isSpent = unclean || residentMb > mostResidentMb || this.#items >= mostItems;
    return reply;
  }

  async #watch(): Promise<string> {
    const child = this.#child;
    const failed = new Promise<string>((resolve) => void child.once('error', ({ message }) => resolve(message)));
    // without a process there are no pipes either
    const why = child.pid === undefined ? await failed : await Promise.race([failed, this.#exit()]);
    this.#hasEnded = true;
    return this.#sentence ?? why;
  }

  async #exit(): Promise<string> {
    const child = this.#child;
    const voice = listenTo(child.stderr!, this.#options.onLog);
    return await new Promise<string>((resolve) => {
      child.once('exit', (code, signal) => {
        this.#hasEnded = true;
        // its engines are still there, without anybody to tell of them
        endGroup(child.pid!);
        const tell = (): void => resolve(describeEnd(code, signal, voice.lastWords(), this.#options.limits));
        child.once('close', tell);
        setTimeout(tell, DRAIN_MS).unref();
      });
    });
  }

  /** What is waited for; or why the process ended, if need be from here. */
  async #within<T>(limitMs: number, wanted: Promise<T>): Promise<T | string> {
    const timer = setTimeout(() => this.end(`it hung for ${Math.round(limitMs / 1000)} s`), limitMs);
    const found = await Promise.race([wanted, this.ended]);
    clearTimeout(timer);
    return found;
  }

  #tell(message: ToWorker): void {
    if (this.#child.pid === undefined) return;
    // one that can be told nothing any more is about to end, or should
    this.#child.send(message, (error) => error && this.end(`it could not be told anything (${error.message})`));
  }
}

function programOf(): string {
  const { module, remedy } = shippedModule('batch/crew', 'process', import.meta.url);
  const path = fileURLToPath(module);
  if (remedy === null) return path;
  throw startFailure(`${path} is missing; ${remedy}`);
}

function startFailure(why: string): PressproofError {
  return new PressproofError('worker_start_failed', `A worker process could not be started: ${why}`);
}

function describeEnd(
  code: number | null,
  signal: NodeJS.Signals | null,
  lastWords: string | null,
  { heapMb }: CrewLimits,
): string {
  if (lastWords?.includes('heap out of memory'))
    return `out of memory (its JavaScript heap is limited to ${heapMb} MiB)`;
  const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
  return lastWords === null ? how : `${how}: ${lastWords}`;
}
