import type { Redis } from 'ioredis';
import { PressproofError, reasonOf, UsageError } from '../../core/errors.js';
import type { QueueAddress } from './address.js';
import type { QueuePackages } from './packages.js';

/** Says a line to people. */
export type Tell = (line: string) => void;

/** BullMQ's scripts need Redis 5; streams, key expiry and ACLs are what they should be from here on. Valkey says 7. */
const LEAST_VERSION = 6;
/** What a first connection may take: longer than a TLS handshake to another continent. */
const CONNECT_MS = 10_000;
/** Backoff between attempts to reconnect: soon enough for a restart, seldom enough for a long outage. */
const RETRY_MS = { first: 100, longest: 5000 } as const;

/** ioredis' options for everything that talks to the queue: what is asked while Redis is away waits for it. */
export function connectionOptions({ url }: QueueAddress) {
  return {
    url,
    // BullMQ insists on it for commands that block
    maxRetriesPerRequest: null,
    retryStrategy: (attempt: number) => Math.min(RETRY_MS.first * 2 ** (attempt - 1), RETRY_MS.longest),
  };
}

/** The connection of this process that tells how the queue does. */
export class Link {
  readonly client: Redis;
  /** Called whenever the queue can be reached again. */
  onRestored: () => void = () => undefined;
  /** When the queue could be reached again after it could not, ms of performance.now(); null: it always could. */
  restoredAt: number | null = null;
  readonly #address: QueueAddress;
  readonly #tell: Tell;
  #lostAt: number | null = null;
  #reason = 'connection closed';

  private constructor(client: Redis, address: QueueAddress, tell: Tell) {
    this.client = client;
    this.#address = address;
    this.#tell = tell;
    client.on('error', (error: Error) => {
      this.#reason = reasonOf(error);
    });
    client.on('close', () => this.#lost());
    client.on('ready', () => this.#found());
  }

  /**
   * Connects, and finds out whether this server can be worked with.
   * @throws UsageError where it refuses this user; PressproofError where it cannot be reached or is too old
   */
  static async open({ Redis }: QueuePackages, address: QueueAddress, tell: Tell): Promise<Link> {
    const { url, ...options } = connectionOptions(address);
    let started = false;
    const retryStrategy = (attempt: number) => (started ? options.retryStrategy(attempt) : null);
    const client = new Redis(url, { ...options, retryStrategy, lazyConnect: true, connectTimeout: CONNECT_MS });
    let reason: unknown;
    const hear = (error: unknown): void => void (reason ??= error);
    client.on('error', hear);
    try {
      await client.connect();
      await client.ping();
      await examine(client, address, tell);
    } catch (error) {
      client.disconnect();
      throw whyNot(reason ?? error, address);
    }
    client.off('error', hear);
    started = true;
    return new Link(client, address, tell);
  }

  get isUp(): boolean {
    return this.#lostAt === null;
  }

  close(): void {
    this.client.removeAllListeners('close');
    this.client.disconnect();
  }

  #lost(): void {
    if (this.#lostAt !== null) return;
    this.#lostAt = performance.now();
    this.#tell(`The queue at ${this.#address.shown} cannot be reached (${this.#reason}): waiting for it`);
  }

  #found(): void {
    if (this.#lostAt === null) return;
    const seconds = Math.round((performance.now() - this.#lostAt) / 1000);
    this.#lostAt = null;
    this.restoredAt = performance.now();
    this.#tell(`The queue at ${this.#address.shown} is back after ${seconds} s`);
    this.onRestored();
  }
}

async function examine(client: Redis, { shown }: QueueAddress, tell: Tell): Promise<void> {
  let text: string;
  try {
    text = await client.info();
  } catch (error) {
    // an ACL may forbid it, and then nothing is known
    if (reasonOf(error).startsWith('NOPERM')) return;
    throw error;
  }
  const field = (name: string): string => new RegExp(`^${name}:(.*)$`, 'm').exec(text)?.[1]?.trim() ?? '';
  const version = field('valkey_version') || field('redis_version');
  if (Number.parseInt(version, 10) < LEAST_VERSION) {
    throw new PressproofError(
      'queue_too_old',
      `Expected Redis ${LEAST_VERSION} or later, or Valkey, at ${shown} but found ${version}`,
    );
  }
  const policy = field('maxmemory_policy');
  if (policy !== '' && policy !== 'noeviction') {
    tell(`The queue at ${shown} evicts keys when its memory is full (${policy}): set maxmemory-policy noeviction`);
  }
}

/** Errors of the first connection; what refuses this user is a matter of configuration. */
function whyNot(error: unknown, { shown }: QueueAddress): PressproofError {
  if (error instanceof PressproofError) return error;
  const reason = reasonOf(error);
  if (/^(WRONGPASS|NOAUTH|NOPERM|ERR AUTH|ERR invalid password|ERR invalid DB)/.test(reason)) {
    return new UsageError('queue_refused', `The queue at ${shown} refuses this user: ${reason}`, { cause: error });
  }
  return new PressproofError('queue_unreachable', `The queue at ${shown} cannot be reached: ${reason}`, {
    cause: error,
  });
}
