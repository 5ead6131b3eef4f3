import type { ControlState } from '../../core/state.js';
import type { ControlEmergency } from '../emergency.js';
import { SYSTEM_CLOCK, type Clock } from './clock.js';
import { Expiry } from './expiry.js';
import { LastGood } from './last-good.js';
import type { SettingsCheck } from './parse.js';
import { readControlFile, readControlFileSync, readHistoryTail, readHistoryTailSync, type Reading } from './read.js';
import type { ControlFile } from './schema.js';

/** Three readings in the second within which a switch takes effect; on NFS each is one or two round trips. */
const INTERVAL_MS = 300;
/** A state that is older was missed by the timer: the event loop stood still, or nothing was read yet. */
const STALE_MS = 1000;
/** A reading that is under way while so many intervals pass is waited for by nobody: after one, it may just not have had its turn. */
const SLOW = 2;
/** A disk that lets so many pass without an answer hangs. A reading has several, and each its turn in a busy process. */
const HANGING = 2;

/** What a control file says at a moment. */
export interface ControlView extends ControlState {
  /** The last good content; null: no switch is set. Its emergency may have expired. */
  readonly file: ControlFile | null;
  /** The emergency that holds; null: none, or it has expired. */
  readonly emergency: ControlEmergency | null;
}

export interface ControlReaderOptions {
  readonly clock?: Clock | undefined;
  readonly check?: SettingsCheck | undefined;
  /** Called once when what is wrong changes, with null when it is mended. Must not throw. */
  readonly onProblem?: ((problem: string | null) => void) | undefined;
}

/**
 * Follows a control file, on network file systems too: a timer that keeps no process alive opens and reads it again and
 * again, one reading at a time and in nobody's way, so that a disk that does not answer stops no one. A switch takes
 * effect within half a second; what goes wrong changes nothing and is stated, see LastGood.
 */
export class ControlReader {
  readonly path: string;
  readonly #clock: Clock;
  readonly #onProblem: (problem: string | null) => void;
  readonly #expiry: Expiry;
  readonly #good: LastGood;
  #timer: NodeJS.Timeout | null = null;
  /** The reading under way. */
  #reading: Promise<void> | null = null;
  /** Intervals that have passed since it began. */
  #passed = 0;
  /** Those since the disk last answered it. */
  #silent = 0;
  /** Readings taken over: one that was overtaken must not replace a later one. */
  #taken = 0;
  /** When what is known was read, whatever it was; monotone ms. */
  #readAt = -Infinity;
  /** null: nothing good was read yet. */
  #goodAt: number | null = null;
  #problem: string | null = null;

  constructor(path: string, { clock = SYSTEM_CLOCK, check, onProblem = () => undefined }: ControlReaderOptions = {}) {
    this.path = path;
    this.#clock = clock;
    this.#onProblem = onProblem;
    this.#expiry = new Expiry(clock);
    this.#good = new LastGood(path, check);
  }

  /**
   * What holds now. Reads only where the timer could not: at the first call, unless `ready` was awaited before, and after
   * the event loop stood still, so that a switch takes effect at the next call then too.
   */
  current(): ControlView {
    this.#follow();
    const isOutdated = this.#clock.monotone() - this.#readAt > STALE_MS;
    if (isOutdated && this.#passed < SLOW) this.#readNow();
    const { file } = this.#good;
    return {
      path: this.path,
      file,
      emergency: this.#expiry.inForce(file),
      revision: file?.revision ?? null,
      ageMs: this.#goodAt === null ? null : this.#clock.monotone() - this.#goodAt,
      problem: this.#problem,
    };
  }

  /** Resolves when the file has been read, or has not answered for a second. Never rejects. */
  async ready(): Promise<void> {
    this.#follow();
    if (this.#readAt !== -Infinity) return;
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => (timer = setTimeout(resolve, STALE_MS)));
    await Promise.race([this.refresh(), patience]);
    clearTimeout(timer);
  }

  /** Reads the file, or waits for the reading that is under way. Never rejects. */
  refresh(): Promise<void> {
    this.#reading ??= this.#read().finally(() => {
      this.#reading = null;
      this.#passed = 0;
      this.#silent = 0;
    });
    return this.#reading;
  }

  /** Stops following. The next `current` begins again. */
  close(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
  }

  #follow(): void {
    this.#timer ??= setInterval(() => this.#tick(), INTERVAL_MS).unref();
  }

  #tick(): void {
    if (!this.#reading) return void this.refresh();
    this.#passed += 1;
    this.#silent += 1;
    if (this.#silent === HANGING) this.#state(`${this.path} does not answer; what was read last stays in force`);
  }

  async #read(): Promise<void> {
    const began = this.#clock.monotone();
    const taken = this.#taken;
    const answered = (): void => void (this.#silent = 0);
    const found = await readControlFile(this.path, answered);
    const history = this.#good.wantsHistory(found) ? await readHistoryTail(this.path, answered) : null;
    // what comes late is as new as its arrival, or current() would wait for the same slow disk at once
    if (taken === this.#taken) this.#take(found, history, this.#passed < SLOW ? began : this.#clock.monotone());
  }

  #readNow(): void {
    const began = this.#clock.monotone();
    const found = readControlFileSync(this.path);
    this.#take(found, this.#good.wantsHistory(found) ? readHistoryTailSync(this.path) : null, began);
  }

  #take(found: Reading, history: Reading | null, at: number): void {
    this.#taken += 1;
    this.#readAt = at;
    const problem = this.#good.take(found, history);
    if (problem === null) this.#goodAt = at;
    this.#state(problem);
  }

  #state(problem: string | null): void {
    if (problem === this.#problem) return;
    this.#problem = problem;
    this.#onProblem(problem);
  }
}
