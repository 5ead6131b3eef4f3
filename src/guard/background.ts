import { log } from './tell/log.js';

const pending = new Set<Promise<void>>();

/** Starts work that nobody waits for. Its failures go to the log: nothing it does can reach the caller. */
export function inBackground(what: string, work: () => Promise<void>): void {
  const running: Promise<void> = work()
    .catch((error: unknown) => log().error({ err: error }, `${what} failed`))
    .finally(() => pending.delete(running));
  pending.add(running);
}

/** Resolves when no background work is left, also none that was started meanwhile. */
export async function drainBackground(): Promise<void> {
  while (pending.size > 0) await Promise.all(pending);
}
