import type { Decision, Sink } from '../../core/decision.js';
import type { LiveState } from '../../core/state.js';
import { AlertRules, type Notice } from './alert-rules.js';
import { openChannel, type AlertLog } from './channels/index.js';
import { ATTEMPTS, type Attempts } from './delivery.js';
import { EventFilter, type EventKind } from './events.js';
import type { AlertMessage } from './message.js';
import { aroundNow, eventMessage, messageOf, newInstance, type Around } from './compose.js';
import { Outbox, type Delivered } from './outbox.js';
import type { AlertSettings, Severity } from './settings.js';

export interface AlertsOptions {
  readonly settings: AlertSettings;
  /** Of pressproof. */
  readonly version: string;
  /** PRESSPROOF_ENV or DEPLOYMENT_ENV; null: none is set. */
  readonly environment: string | null;
  /** Asked when a message is made and every `tickMs`. */
  state(): Pick<LiveState, 'mode' | 'memoryBytes'>;
  readonly log: AlertLog;
  /** For pressproof_alerts_total. */
  readonly onResult?: ((delivered: Delivered) => void) | undefined;
  /** Where secrets of the form `{ env: NAME }` are. Default: the process's own. */
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** Monotone ms. Default: performance.now. */
  readonly now?: (() => number) | undefined;
  readonly attempts?: Attempts | undefined;
  /** How often time alone is looked at, ms. Default 10 s; 0: only when somebody calls `tick`. */
  readonly tickMs?: number | undefined;
  /** How long flush waits at most, ms. */
  readonly flushMs?: number | undefined;
}

/** Rules in front, channels behind. Nothing here waits for a channel but flush and close, and those not for long. */
export class Alerts implements Sink {
  readonly name = 'alerts';
  readonly #options: AlertsOptions;
  readonly #now: () => number;
  readonly #rules: AlertRules;
  readonly #events: EventFilter;
  readonly #outboxes: readonly Outbox[];
  readonly #instance = newInstance();
  readonly #timer: NodeJS.Timeout | null;
  #eventsTold = 0;

  /** @throws UsageError for a channel that is not known */
  constructor(options: AlertsOptions) {
    const {
      settings,
      log,
      onResult = () => undefined,
      env = process.env,
      attempts = ATTEMPTS,
      tickMs = 10_000,
    } = options;
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.#rules = new AlertRules(settings);
    this.#events = new EventFilter(settings.repeatMinutes * 60_000);
    this.#outboxes = settings.channels.map((channel) => {
      const { maxPerHour } = settings;
      return new Outbox(openChannel(channel, { env, log }), {
        maxPerHour,
        paths: channel.paths,
        attempts,
        log,
        onResult,
      });
    });
    this.#timer = tickMs === 0 ? null : setInterval(() => this.#tickOrSay(), tickMs).unref();
  }

  accept(decision: Decision): void {
    this.#tell(this.#rules.observe(this.#now(), decision));
  }

  /**
   * Tells of something that happened. The same text twice in a row on one topic is told once in `repeatMinutes`.
   * @param text - one sentence: what, by whom, why
   */
  event(kind: EventKind, severity: Severity, text: string): void {
    if (!this.#events.isNews(this.#now(), kind, text)) return;
    this.#eventsTold += 1;
    this.#offer(eventMessage(kind, severity, text, this.#eventsTold, this.#around()));
  }

  /** What time alone brings about: memory, ends, repetitions. */
  tick(): void {
    const now = this.#now();
    this.#tell(this.#rules.due(now, this.#options.state().memoryBytes));
    for (const outbox of this.#outboxes) outbox.tick(now);
  }

  /** Resolves when all messages arrived or were given up, at the latest after `flushMs`; what is left stays queued. */
  async flush(): Promise<void> {
    const idle = Promise.all(this.#outboxes.map((outbox) => outbox.idle()));
    // with its timer referenced: a process that waits for us must not end meanwhile
    const { flushMs = 5000 } = this.#options;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, flushMs)));
    await Promise.race([idle, late]);
    clearTimeout(timer);
  }

  async close(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    await this.flush();
    for (const outbox of this.#outboxes) outbox.close();
  }

  /** A timer's exception would end the process. */
  #tickOrSay(): void {
    try {
      this.tick();
    } catch (error) {
      this.#options.log('error', { err: error }, 'Alert rules could not be looked at');
    }
  }

  #tell(notices: readonly Notice[]): void {
    for (const notice of notices) this.#offer(messageOf(notice, this.#around()));
  }

  #offer(message: AlertMessage): void {
    for (const outbox of this.#outboxes) outbox.offer(message, this.#now());
  }

  #around(): Around {
    return aroundNow(this.#instance, this.#options.state().mode, this.#options);
  }
}
