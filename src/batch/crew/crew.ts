import { abortReason, PressproofError } from '../../core/errors.js';
import { onAbort } from '../../core/on-abort.js';
import type { WorkSettings } from '../execute/settings.js';
import type { Dispatcher, Loss, Reply, Task } from '../task.js';
import { CREW_LIMITS, type CrewLimits } from './limits.js';
import { CrewWorker, type WorkerOptions } from './worker.js';

export interface CrewOptions {
  /** Worker processes, started when needed. */
  readonly width: number;
  /** Made by workSettings. */
  readonly settings: WorkSettings;
  /** Gets lines of the workers' logs. Default: they go to standard error. */
  readonly onLog?: ((line: string) => void) | undefined;
  readonly limits?: Partial<CrewLimits> | undefined;
}

/**
 * Worker processes of this machine. What happens to one costs no more than the item that it has. A run that is aborted
 * rejects with the signal's reason once nothing of it is left; `worker_start_failed`: no process can be started.
 */
export function openCrew({ width, settings, onLog = toStandardError, limits }: CrewOptions): Dispatcher {
  return new Crew(width, { work: settings, limits: { ...CREW_LIMITS, ...limits }, onLog });
}

function toStandardError(line: string): void {
  process.stderr.write(`${line}\n`);
}

interface Waiting {
  readonly task: Task;
  readonly signal: AbortSignal;
  readonly resolve: (outcome: Reply | Loss) => void;
  readonly reject: (error: unknown) => void;
}

/** One that waits for each process, so that none does nothing while its last reply is looked at. */
const TASKS_A_PROCESS = 2;
/** Starts that fail one after the other: a machine that starts no process is not the items' fault, nor passes by itself. */
const MOST_FAILED_STARTS = 3;

class Crew implements Dispatcher {
  readonly #processes: number;
  readonly #options: WorkerOptions;
  readonly #waiting: Waiting[] = [];
  readonly #workers = new Set<CrewWorker>();
  readonly #idle: CrewWorker[] = [];
  /** Processes at work, or about to be. */
  #busy = 0;
  #failedStarts = 0;
  #isClosed = false;

  constructor(processes: number, options: WorkerOptions) {
    this.#processes = processes;
    this.#options = options;
  }

  get width(): number {
    return TASKS_A_PROCESS * this.#processes;
  }

  async run(task: Task, signal: AbortSignal): Promise<Reply | Loss> {
    if (signal.aborted) throw abortReason(signal);
    if (this.#isClosed) throw closed();
    let release = (): void => undefined;
    try {
      return await new Promise<Reply | Loss>((resolve, reject) => {
        const waiting: Waiting = { task, signal, resolve, reject };
        // of one that a process has, its end is waited for
        release = onAbort(signal, () => this.#withdraw(waiting) && reject(abortReason(signal)));
        this.#waiting.push(waiting);
        this.#handOut();
      });
    } finally {
      release();
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const { reject } of this.#waiting.splice(0)) reject(closed());
    const workers = [...this.#workers];
    for (const worker of workers) worker.end('it was stopped');
    await Promise.all(workers.map(({ ended }) => ended));
  }

  /** @returns whether it was still waiting */
  #withdraw(waiting: Waiting): boolean {
    const place = this.#waiting.indexOf(waiting);
    if (place >= 0) this.#waiting.splice(place, 1);
    return place >= 0;
  }

  #handOut(): void {
    while (this.#busy < this.#processes) {
      const next = this.#waiting.shift();
      if (!next) return;
      this.#busy += 1;
      void this.#perform(next).finally(() => {
        this.#busy -= 1;
        this.#handOut();
      });
    }
  }

  async #perform(waiting: Waiting): Promise<void> {
    const { task, signal, resolve, reject } = waiting;
    try {
      const worker = await this.#worker();
      const found = signal.aborted ? 'interrupted' : await worker.run(task, signal);
      this.#keep(worker);
      if (found === 'missed') throw new PressproofError('worker_start_failed', await worker.ended);
      this.#failedStarts = 0;
      if (typeof found === 'object' && !('kind' in found && signal.aborted)) resolve(found);
      else if (signal.aborted) reject(abortReason(signal));
      else if (this.#isClosed) reject(closed());
      else this.#waiting.unshift(waiting);
    } catch (error) {
      this.#failedStarts += 1;
      if (signal.aborted) reject(abortReason(signal));
      else if (this.#isClosed) reject(closed());
      else if (this.#failedStarts >= MOST_FAILED_STARTS) reject(error);
      else this.#waiting.unshift(waiting);
    }
  }

  /** One that is ready. */
  async #worker(): Promise<CrewWorker> {
    for (let idle = this.#idle.pop(); idle; idle = this.#idle.pop()) if (idle.isFit) return idle;
    const worker = new CrewWorker(this.#options);
    this.#workers.add(worker);
    void worker.ended.then(() => this.#workers.delete(worker));
    await worker.ready();
    return worker;
  }

  #keep(worker: CrewWorker): void {
    if (worker.isFit) this.#idle.push(worker);
    else worker.end('it was replaced');
  }
}

function closed(): PressproofError {
  return new PressproofError('aborted', 'The crew of workers was closed');
}
