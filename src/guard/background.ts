import type { Report } from '../core/report.js';
import { log, logReport } from './log.js';
import type { GuardOptions } from './options.js';

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

/** Logs a report and hands it to the caller's recorder, whose time and errors are its own. */
export function record(report: Report, { onReport }: GuardOptions): void {
  logReport(report);
  if (onReport) inBackground('onReport', async () => onReport(report));
}
