import { reasonOf } from '../../core/errors.js';
import type { AlertLog, Channel } from './channels/channel.js';
import { DeliveryError, pauseAfter, type Attempts } from './delivery.js';
import { HourlyLimit } from './hourly-limit.js';
import type { AlertMessage } from './message.js';
import type { Severity } from './settings.js';

/** What became of a message in one channel: `suppressed` by its limit, `dropped` because too many waited. */
export type DeliveryResult = 'sent' | 'failed' | 'dropped' | 'suppressed';

export interface Delivered {
  readonly severity: Severity;
  readonly channel: Channel['type'];
  readonly result: DeliveryResult;
}

export interface OutboxOptions {
  readonly maxPerHour: number;
  /** Whether messages may name paths. */
  readonly paths: boolean;
  readonly attempts: Attempts;
  readonly log: AlertLog;
  onResult(delivered: Delivered): void;
}

/** A few kilobytes a message; who cannot take so many in minutes will not read them either. */
const MOST_WAITING = 50;

/**
 * Queue, limit, attempts and order of one channel. Nobody waits for it, and it waits for no other: whatever its channel
 * does, an attempt ends in time. Its timers do not keep a process alive.
 */
export class Outbox {
  readonly #channel: Channel;
  readonly #options: OutboxOptions;
  readonly #limit: HourlyLimit;
  readonly #waiting: AlertMessage[] = [];
  /** Ends of alerts that the limit holds back until there is room: who heard the beginning has to hear the end. */
  readonly #heldEnds: AlertMessage[] = [];
  /** Alerts whose beginning was taken on, and those whose beginning arrived. */
  readonly #begun = new Set<string>();
  readonly #arrived = new Set<string>();
  readonly #closed = new AbortController();
  #missed = { heldBack: 0, undelivered: 0 };
  #running: Promise<void> | null = null;

  constructor(channel: Channel, options: OutboxOptions) {
    this.#channel = channel;
    this.#options = options;
    this.#limit = new HourlyLimit(options.maxPerHour);
  }

  /** Takes a message on, or says at once that it does not. @param now - monotone ms */
  offer(message: AlertMessage, now: number): void {
    if (this.#closed.signal.aborted) return this.#lose(message, 'dropped');
    if (message.state === 'resolved') {
      if (!this.#begun.delete(message.alert)) this.#report(message, 'suppressed');
      else this.#heldEnds.push(message);
      return this.tick(now);
    }
    if (!this.#limit.take(now)) {
      this.#missed.heldBack += 1;
      return this.#report(message, 'suppressed');
    }
    if (message.state !== 'event') this.#begun.add(message.alert);
    this.#enqueue(message);
  }

  /** Sends ends of alerts that waited for room. @param now - monotone ms */
  tick(now: number): void {
    while (this.#heldEnds.length > 0 && this.#limit.take(now)) this.#enqueue(this.#heldEnds.shift()!);
    // one a rule can wait for long; more means alerts that come and go
    while (this.#heldEnds.length > MOST_WAITING) this.#lose(this.#heldEnds.shift()!, 'dropped');
  }

  /** Resolves when nothing waits any more; ends that the limit holds back do not count. */
  async idle(): Promise<void> {
    while (this.#running) await this.#running;
  }

  /** Gives up what waits. */
  close(): void {
    this.#closed.abort();
    for (const message of [...this.#waiting.splice(0), ...this.#heldEnds.splice(0)]) this.#lose(message, 'dropped');
  }

  #enqueue(message: AlertMessage): void {
    this.#waiting.push(message);
    if (this.#waiting.length > MOST_WAITING) this.#lose(this.#waiting.shift()!, 'dropped');
    this.#running ??= this.#run()
      .catch((error: unknown) =>
        this.#options.log('error', { err: error }, 'Alerts of a channel stopped until the next'),
      )
      .finally(() => (this.#running = null));
  }

  async #run(): Promise<void> {
    // the caller goes on first
    await Promise.resolve();
    for (let message = this.#waiting.shift(); message; message = this.#waiting.shift()) await this.#deliver(message);
  }

  async #deliver(message: AlertMessage): Promise<void> {
    // the end of what never arrived is a riddle
    if (message.state === 'resolved' && !this.#arrived.delete(message.alert))
      return this.#report(message, 'suppressed');
    const missed = { ...this.#missed };
    const { examples, ...rest } = message;
    const named = this.#options.paths && examples ? { examples } : {};
    if (!(await this.#attempt({ ...rest, ...named, missed }))) return;
    this.#missed.heldBack -= missed.heldBack;
    this.#missed.undelivered -= missed.undelivered;
    if (message.state === 'firing' || message.state === 'repeated') this.#arrived.add(message.alert);
    this.#report(message, 'sent');
  }

  async #attempt(message: AlertMessage): Promise<boolean> {
    const { attempts } = this.#options;
    for (let failed = 1; ; failed += 1) {
      const error = await this.#tryOnce(message);
      if (error === null) return true;
      if (!error.retryable || failed >= attempts.most || this.#closed.signal.aborted) {
        this.#lose(message, 'failed', error);
        return false;
      }
      await this.#pause(pauseAfter(failed, error, attempts, Math.random()));
    }
  }

  /** Ends in time even where the channel does not listen to its signal. */
  async #tryOnce(message: AlertMessage): Promise<DeliveryError | null> {
    return await sendOnce(this.#channel, message, this.#options.attempts.timeoutMs, this.#closed.signal);
  }

  async #pause(ms: number): Promise<void> {
    const { signal } = this.#closed;
    if (signal.aborted) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms).unref();
      signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
    });
  }

  #lose(message: AlertMessage, result: 'failed' | 'dropped', error?: DeliveryError): void {
    this.#missed.undelivered += 1;
    if (message.state === 'resolved') this.#arrived.delete(message.alert);
    const fields = { alert: message.alert, name: message.name, channel: this.#channel.type, reason: error?.message };
    const what = result === 'failed' ? 'could not be delivered' : 'was dropped undelivered';
    this.#options.log('warn', fields, `An alert ${what}`);
    this.#report(message, result);
  }

  #report({ severity }: AlertMessage, result: DeliveryResult): void {
    this.#options.onResult({ severity, channel: this.#channel.type, result });
  }
}

/** One attempt: null when the message was taken. */
export async function sendOnce(
  channel: Channel,
  message: AlertMessage,
  timeoutMs: number,
  closed?: AbortSignal,
): Promise<DeliveryError | null> {
  const late = new DeliveryError(`no answer within ${timeoutMs} ms`, true);
  const limit = new AbortController();
  const end = (error: DeliveryError) => () => limit.abort(error);
  const timer = setTimeout(end(late), timeoutMs).unref();
  const onClose = end(new DeliveryError('closed before it was answered', false));
  closed?.addEventListener('abort', onClose, { once: true });
  const ended = new Promise<DeliveryError>((resolve) => {
    limit.signal.addEventListener('abort', () => resolve(limit.signal.reason as DeliveryError), { once: true });
  });
  try {
    if (closed?.aborted) onClose();
    const sent = async () => await channel.send(message, limit.signal);
    return await Promise.race([ended, sent().then(() => null, asDeliveryError)]);
  } finally {
    clearTimeout(timer);
    closed?.removeEventListener('abort', onClose);
  }
}

/** What a channel did not foresee is not tried again. */
function asDeliveryError(error: unknown): DeliveryError {
  return error instanceof DeliveryError ? error : new DeliveryError(reasonOf(error), false, null, { cause: error });
}
