import { PressproofError } from '../core/errors.js';
import { inBackground, record } from './background.js';
import { crashReport, examine } from './examine.js';
import { isSameFile, statIfThere } from './stat.js';
import { compressUnguarded, type Job } from './job.js';
import type { Plan } from './plan.js';
import { relabel } from './relabel.js';
import { snapshot, type Snapshot } from './snapshot.js';

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
  // settled: a copy that fails is for the record, and for that the compressor has to have had its turn
  const [replaced] = await Promise.allSettled([copyReplaced(job)]);
  const result = await compressUnguarded(job).catch((error: unknown) => {
    if (replaced.status === 'fulfilled') release(replaced.value);
    throw error;
  });
  const [copies] = await Promise.allSettled([copyBoth(job, replaced)]);
  if (copies.status === 'fulfilled') {
    inBackground('Shadow validation', () => judge(job, plan, copies.value));
  } else {
    const subject = { original: { path: job.input }, output: { path: job.output } };
    inBackground('Recording', async () => record(await crashReport(subject, plan, copies.reason), job.options));
  }
  return result;
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

async function judge<P, R extends object>(job: Job<P, R>, plan: Plan, { original, output }: Copies): Promise<void> {
  // the caller's signal ends with the call, which has returned
  const own: Plan = { ...plan, call: { ...plan.call, signal: undefined } };
  const subject = { original: { path: original.path }, output: { path: output.path } };
  try {
    const report = await examine(subject, own).catch((error: unknown) => crashReport(subject, own, error));
    const names = new Map([
      [original.path, job.input],
      [output.path, job.output],
    ]);
    record(relabel(report, names), job.options);
  } finally {
    release(original);
    release(output);
  }
}

function release(copy: Snapshot | null): void {
  if (copy) inBackground('Removing a copy', () => copy.release());
}
