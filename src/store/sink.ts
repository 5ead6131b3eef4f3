import { resolve } from 'node:path';
import type { Decision, Sink } from '../core/decision.js';
import { storeError, StoreError } from './errors.js';
import { Problems, type StoreProblem } from './problems.js';
import { Recorder, type Recorded, type RecorderOptions } from './recorder.js';
import { WriterThread, type Answer } from './writer-thread.js';

export interface StoreSinkOptions {
  readonly path: string;
  /** Makes its folder too, for its owner alone. Default false. */
  readonly createFolder?: boolean | undefined;
  readonly retentionDays: number;
  readonly maxBytes: number;
  /** Decisions that may wait to be written. Default 10,000. */
  readonly maxQueue?: number | undefined;
  /** Hears of decisions that will not be recorded. Must not throw. */
  readonly onDrop?: ((reason: DropReason, count: number) => void) | undefined;
  /** Hears once of each kind of problem as long as it lasts. Must not throw. */
  readonly onProblem?: ((problem: StoreProblem) => void) | undefined;
}

/** `store_full`: too many wait to be written; `store_failed`: there was no database to the end, or it did not take them. */
export type DropReason = 'store_full' | 'store_failed';

export interface StoreSink extends Sink {
  /** What is wrong with the database now, one sentence; null: nothing is known to be. */
  readonly problem: string | null;
  /** Decisions that wait to be written. */
  readonly waiting: number;
}

/** At 4 kB a decision 40 MB, and an hour without a disk at three a second. */
const MAX_QUEUE = 10_000;
/** Reports of very long animations have megabytes. */
const MAX_QUEUE_CHARACTERS = 2 ** 26;
/** Written in one transaction: some 10 ms in which no other process can write. */
const BATCH = 100;
/** What comes within it shares a transaction; what a killed process may lose. */
const GATHER_MS = 100;
const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 60_000;
/** Who flushes or closes waits this long for a disk that hangs; longer than a batch waits for other processes. */
const PATIENCE_MS = 10_000;
/** At the end of a process everybody waits: other processes hold the database for ms. */
const EXIT_BUSY_MS = 1000;
const BUSY_MS = 5000;

/**
 * Records decisions in the background, in a thread of its own. Nothing that happens to the database reaches the caller:
 * it costs decisions, which are counted.
 */
export function storeSink(options: StoreSinkOptions): StoreSink {
  // the working folder of the process may change
  return new BackgroundStore({ ...options, path: resolve(options.path) });
}

class BackgroundStore implements StoreSink {
  readonly name = 'store';
  readonly #options: StoreSinkOptions;
  readonly #problems: Problems;
  readonly #queue: string[] = [];
  #queuedCharacters = 0;
  /** On their way to the database; nobody knows yet whether they arrived. */
  #sent: readonly string[] = [];
  #delivery: Promise<boolean> | null = null;
  #thread: WriterThread | null = null;
  #timer: NodeJS.Timeout | null = null;
  #failures = 0;
  #closed = false;

  constructor(options: StoreSinkOptions) {
    this.#options = options;
    this.#problems = new Problems((problem) => options.onProblem?.(problem));
  }

  get problem(): string | null {
    return this.#problems.now;
  }

  get waiting(): number {
    return this.#queue.length + this.#sent.length;
  }

  accept(decision: Decision): void {
    // as text it is what it is now, whoever else gets hold of the report
    const text = JSON.stringify(decision);
    const { maxQueue = MAX_QUEUE } = this.#options;
    const tooMany = this.waiting >= maxQueue || this.#queuedCharacters + text.length > MAX_QUEUE_CHARACTERS;
    if (this.#closed || tooMany) return this.#drop('store_full', 1);
    if (this.waiting === 0) process.on('exit', this.#writeAtExit);
    this.#queue.push(text);
    this.#queuedCharacters += text.length;
    // a full batch need not wait for company
    if (this.#queue.length === BATCH && this.#failures === 0) this.#schedule(0);
    else if (this.#timer === null) this.#schedule(GATHER_MS);
  }

  async flush(): Promise<void> {
    await withPatience(async () => {
      while (this.waiting > 0 && (await this.#deliver()));
    });
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    // a process that recorded a decision or two and ends need not start a thread for them
    if (this.#thread === null) this.#writeHere(BUSY_MS, true);
    else await this.flush();
    this.#stopTimer();
    this.#drop('store_failed', this.waiting);
    this.#queue.length = 0;
    this.#settled();
    const thread = this.#thread;
    this.#thread = null;
    await thread?.end(PATIENCE_MS);
  }

  #schedule(delayMs: number): void {
    if (this.#closed || this.#delivery !== null) return;
    this.#stopTimer();
    this.#timer = setTimeout(() => void this.#deliver(), delayMs).unref();
  }

  #stopTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** Sends the next batch, or waits for the one that is on its way. Resolves to whether it arrived; never rejects. */
  async #deliver(): Promise<boolean> {
    this.#stopTimer();
    if (this.waiting === 0) return true;
    return await (this.#delivery ??= this.#send());
  }

  async #send(): Promise<boolean> {
    if (this.#sent.length === 0) this.#sent = this.#taken(BATCH);
    const answer = await this.#write(this.#sent);
    this.#delivery = null;
    if (answer.kind === 'failed') {
      this.#problems.lasting(answer);
      this.#schedule(Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.#failures));
      this.#failures += 1;
      return false;
    }
    this.#failures = 0;
    this.#arrived(answer.recorded);
    if (this.#queue.length > 0) this.#schedule(this.#queue.length >= BATCH ? 0 : GATHER_MS);
    return true;
  }

  async #write(texts: readonly string[]): Promise<Answer> {
    try {
      this.#thread ??= this.#start();
    } catch (error) {
      const { code, message } = storeError(this.#options.path, error);
      return { kind: 'failed', code, message };
    }
    return await this.#thread.write(texts);
  }

  #start(): WriterThread {
    const thread: WriterThread = new WriterThread(
      recorderOptions(this.#options, BUSY_MS),
      (problem) => this.#problems.once(problem),
      () => {
        if (this.#thread === thread) this.#thread = null;
      },
    );
    return thread;
  }

  #taken(most: number): string[] {
    const texts = this.#queue.splice(0, most);
    for (const { length } of texts) this.#queuedCharacters -= length;
    return texts;
  }

  #arrived({ refused, reason, vanished }: Recorded): void {
    const { path } = this.#options;
    this.#problems.clear();
    if (vanished) this.#problems.once(new StoreError('store_vanished', path, 'a new one was started'));
    if (reason !== null) this.#problems.once({ code: 'store_refused', message: reason });
    this.#drop('store_failed', refused);
    this.#sent = [];
    this.#settled();
  }

  #drop(reason: DropReason, count: number): void {
    if (count > 0) this.#options.onDrop?.(reason, count);
  }

  #settled(): void {
    if (this.#queue.length === 0) process.off('exit', this.#writeAtExit);
  }

  /** The process ends without having closed us: what waits is written now, by this thread. */
  readonly #writeAtExit = (): void => {
    this.#thread?.stop();
    this.#writeHere(EXIT_BUSY_MS, false);
  };

  /** What was sent may arrive twice; it is kept once. */
  #writeHere(busyTimeoutMs: number, tidy: boolean): void {
    if (this.waiting === 0) return;
    const recorder = new Recorder(recorderOptions(this.#options, busyTimeoutMs));
    try {
      this.#sent = [...this.#sent, ...this.#taken(this.#queue.length)];
      this.#arrived(recorder.record(this.#sent));
      // a piece: where all processes are this short, nobody else does it
      if (tidy) recorder.prune();
    } catch (error) {
      this.#problems.lasting(storeError(this.#options.path, error));
    } finally {
      recorder.close();
    }
  }
}

function recorderOptions(options: StoreSinkOptions, busyTimeoutMs: number): RecorderOptions {
  const { path, createFolder = false, retentionDays, maxBytes } = options;
  return { path, createFolder, retentionDays, maxBytes, busyTimeoutMs };
}

/** Waits for work as long as it may take, and keeps the process alive meanwhile. */
async function withPatience(work: () => Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const given = new Promise<void>((resolve) => (timer = setTimeout(resolve, PATIENCE_MS)));
  await Promise.race([work(), given]);
  clearTimeout(timer);
}
