import { PressproofError } from '../core/errors.js';
import type { Report } from '../core/report.js';
import { skippedBecause } from '../policy/admission.js';
import { inBackground } from './background.js';
import { compressionRecord } from './compression-record.js';
import { crashReport, skipReport, startNow } from './examine.js';
import { isSameFile, statIfThere } from './stat.js';
import type { Job, PairPaths } from './job.js';
import type { Plan } from './plan.js';
import { identified, record } from './recording.js';
import { relabel } from './relabel.js';
import { snapshot, type Snapshot } from './snapshot.js';
import { stopwatch, type Timed } from './stopwatch.js';
import { watchedCompress, watchedExamine } from './watched.js';

/** What a shadowed compression is judged by. */
interface Copies {
  readonly original: Snapshot;
  readonly output: Snapshot;
}

/**
 * Compresses as if there were no guard, with the compressor's own paths, result and errors, and judges afterwards on
 * private copies, taken before the caller can touch what was written. No failure of ours reaches the caller.
 * The destination sees what it would see without us: our engines rename a whole file there, others write as they do.
 */
export async function shadowed<P, R extends object>(job: Job<P, R>, plan: Plan): Promise<R> {
  const elapsed = stopwatch();
  if (waiting >= plan.maxShadowPending) return await dropped(job, plan);
  waiting += 1;
  // settled: a copy that fails is for the record, and for that the compressor has to have had its turn
  const [replaced] = await Promise.allSettled([copyReplaced(job)]);
  const compressed = await watchedCompress(job).catch((error: unknown) => {
    waiting -= 1;
    if (replaced.status === 'fulfilled') release(replaced.value);
    throw error;
  });
  const [copies] = await Promise.allSettled([copyBoth(job, replaced)]);
  const addedMs = elapsed() - compressed.ms;
  inBackground('Shadow validation', async () => {
    try {
      if (copies.status === 'fulfilled') await judge(job, plan, copies.value, compressed, addedMs);
      else recorded(job, plan, await crashReport(subjectOf(job), plan, copies.reason), { compressed, addedMs });
    } finally {
      waiting -= 1;
    }
  });
  return compressed.value;
}

/** Subjects that are copied and not yet judged. */
let waiting = 0;

/** Too many wait already: what is dropped is counted, and nobody waits. */
async function dropped<P, R extends object>(job: Job<P, R>, plan: Plan): Promise<R> {
  const elapsed = stopwatch();
  const compressed = await watchedCompress(job);
  const reason = `Dropped: ${plan.maxShadowPending} subjects of shadow mode are waiting already`;
  const skipped: Plan = { ...plan, admission: skippedBecause(plan.admission, 'queue_full', reason) };
  const report = skipReport(subjectOf(job), skipped, startNow());
  const addedMs = elapsed() - compressed.ms;
  inBackground('Recording', async () => recorded(job, skipped, report, { compressed, addedMs }));
  return compressed.value;
}

function subjectOf<P, R extends object>({ input, output }: Job<P, R>): PairPaths {
  return { original: { path: input }, output: { path: output } };
}

interface Course<R> {
  readonly compressed: Timed<R>;
  readonly addedMs: number;
  readonly queueWaitMs?: number | null;
}

function recorded<P, R extends object>(
  job: Job<P, R>,
  plan: Plan,
  report: Report,
  { compressed, addedMs, queueWaitMs = null }: Course<R>,
): void {
  const compression = compressionRecord(job, compressed, report);
  record(identified(report, plan), plan, { action: 'publish', compression, queueWaitMs, addedMs }, job.options);
}

/** An original that its own output replaces is gone afterwards. */
async function copyReplaced<P, R extends object>({ input, output }: Job<P, R>): Promise<Snapshot | null> {
  return (await isSameFile(input, output)) ? await snapshot(input) : null;
}

async function copyBoth<P, R extends object>(
  { input, output }: Job<P, R>,
  replaced: PromiseSettledResult<Snapshot | null>,
): Promise<Copies> {
  if (replaced.status === 'rejected') throw replaced.reason;
  const original = replaced.value ?? (await snapshot(input));
  try {
    return { original, output: await settledCopy(output) };
  } catch (error) {
    release(original);
    throw error;
  }
}

/**
 * A copy of one state of a file. Somebody else may be writing there, a second call with the same destination for one,
 * and half of each is no result of this compression.
 * @throws PressproofError `file_changed`, and as {@link snapshot}
 */
async function settledCopy(path: string): Promise<Snapshot> {
  const before = await statIfThere(path);
  const copy = await snapshot(path);
  const after = await statIfThere(path);
  // another file under this name does no harm: the copy is of the one or of the other
  if (before === null || after?.ino !== before.ino) return copy;
  if (after.mtimeNs === before.mtimeNs && after.size === before.size) return copy;
  release(copy);
  throw new PressproofError('file_changed', `${path} was written to while it was copied to be judged`);
}

async function judge<P, R extends object>(
  job: Job<P, R>,
  plan: Plan,
  { original, output }: Copies,
  compressed: Timed<R>,
  addedMs: number,
): Promise<void> {
  // the caller's signal ends with the call, which has returned
  const own = { ...plan, call: { ...plan.call, signal: undefined } };
  const subject = { original: { path: original.path }, output: { path: output.path } };
  try {
    const { result, queueWaitMs } = await watchedExamine(subject, own, job).catch(async (error: unknown) => ({
      result: await crashReport(subject, own, error),
      queueWaitMs: null,
    }));
    const names = new Map([
      [original.path, job.input],
      [output.path, job.output],
    ]);
    recorded(job, own, relabel(result, names), { compressed, addedMs, queueWaitMs });
  } finally {
    release(original);
    release(output);
  }
}

function release(copy: Snapshot | null): void {
  if (copy) inBackground('Removing a copy', () => copy.release());
}
