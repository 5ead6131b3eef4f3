import { randomBytes } from 'node:crypto';
import { open, readFile, readlink, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { PressproofError } from '../../core/errors.js';
import { isSystemError } from '../../core/system-error.js';

/** A holder needs milliseconds; after 10 s without an end it is taken for dead, also where nobody can ask whether it lives. */
const STALE_MS = 10_000;
/** Long enough to outwait a dead holder, then one that died while it removed that, and those who queue behind. */
const PATIENCE_MS = 30_000;
const RETRY_MS = 20;

/** What a lock file says of its holder. */
interface Holder {
  readonly token: string;
  readonly pid: number;
  readonly machine: string;
}

/** A lock that is held. */
export interface Held {
  /** @throws PressproofError `lock_lost` when others took the holder for dead, because it stood still for long */
  confirm(): Promise<void>;
}

/**
 * Runs work that excludes every other process with the same lock file, on this machine and others: creating a file that
 * must not exist is atomic, also on NFS since version 3 (RFC 1813, section 3.3.8).
 * @param monotone - ms; a holder's age is what the waiting process sees, since clocks of machines differ
 * @throws PressproofError `locked`, what the operating system refuses, what `work` throws
 */
export async function withLock<T>(
  path: string,
  work: (held: Held) => Promise<T>,
  monotone: () => number = () => performance.now(),
): Promise<T> {
  const own = JSON.stringify({ token: randomBytes(8).toString('hex'), pid: process.pid, machine: await machineName() });
  const watch = new Watch(monotone);
  const began = monotone();
  while (!(await createExclusive(path, own))) {
    if ((await watch.isAbandoned(path)) && (await breakLock(path, own, watch))) continue;
    if (monotone() - began > PATIENCE_MS) throw locked(path, await readIfThere(path));
    await sleep(RETRY_MS * (0.5 + Math.random()));
  }
  try {
    return await work({ confirm: async () => confirm(path, own) });
  } finally {
    if ((await readIfThere(path)) === own) await rm(path, { force: true });
  }
}

/**
 * Removes a lock that its holder left; false while somebody else is at it. Only one process at a time may do that: of two that saw the same dead holder,
 * the slower one would otherwise remove the lock that the faster one has made since.
 */
async function breakLock(path: string, own: string, watch: Watch): Promise<boolean> {
  const claim = `${path}.break`;
  if (!(await createExclusive(claim, own))) {
    // two processes were killed within the same lock, and this third one is not guarded against a fourth
    if (await watch.isAbandoned(claim)) await rm(claim, { force: true });
    return false;
  }
  try {
    if (await watch.isAbandoned(path)) await rm(path, { force: true });
    return true;
  } finally {
    await rm(claim, { force: true });
  }
}

/** Sees which locks outlive their holders. */
class Watch {
  readonly #monotone: () => number;
  readonly #seen = new Map<string, { readonly text: string; readonly since: number }>();

  constructor(monotone: () => number) {
    this.#monotone = monotone;
  }

  /** Whether the lock that is there now has a holder that is dead, or has been the same for too long. */
  async isAbandoned(path: string): Promise<boolean> {
    const text = await readIfThere(path);
    if (text === null) return false;
    const now = this.#monotone();
    const seen = this.#seen.get(path);
    if (seen?.text === text) return now - seen.since > STALE_MS || (await isDead(text));
    this.#seen.set(path, { text, since: now });
    return await isDead(text);
  }
}

/** Whether a holder was a process of this machine that has ended. Of another machine's nobody can tell. */
async function isDead(text: string): Promise<boolean> {
  const holder = parseHolder(text);
  if (holder?.machine !== (await machineName())) return false;
  try {
    process.kill(holder.pid, 0);
    return false;
  } catch (error) {
    return isSystemError(error) && error.code === 'ESRCH';
  }
}

function parseHolder(text: string): Holder | null {
  try {
    return JSON.parse(text) as Holder;
  } catch {
    // its holder has not written it yet, or never will
    return null;
  }
}

/** Where a process number means something: containers of one host name may count their processes apart. */
async function machineName(): Promise<string> {
  const namespace = await readlink('/proc/self/ns/pid').catch(() => '');
  return `${hostname()} ${namespace}`.trim();
}

async function confirm(path: string, own: string): Promise<void> {
  if ((await readIfThere(path)) === own) return;
  throw new PressproofError(
    'lock_lost',
    `Another process took over ${path} while this one stood still. Nothing was changed; try again`,
  );
}

async function createExclusive(path: string, text: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    try {
      await file.writeFile(text);
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if (isSystemError(error) && error.code === 'EEXIST') return false;
    throw error;
  }
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    // ESTALE: NFS knows the name, and its file is gone
    if (isSystemError(error) && (error.code === 'ENOENT' || error.code === 'ESTALE')) return null;
    throw error;
  }
}

function locked(path: string, text: string | null): PressproofError {
  const holder = text === null ? null : parseHolder(text);
  const who = holder ? `process ${holder.pid} on ${holder.machine.split(' ')[0]}` : 'another process';
  return new PressproofError('locked', `${path} is held by ${who}. Nothing was changed; try again`);
}
