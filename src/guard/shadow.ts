import type { Report } from '../core/report.js';
import { skippedBecause } from '../policy/admission.js';
import { inBackground } from './background.js';
import { makeCopies, type Copies } from './files/copies.js';
import { compressionRecord } from './record/compression-record.js';
import { aboutImage } from './examine.js';
import { crashReport, skipReport, startNow } from './reports.js';
import { isSameFile } from './files/stat.js';
import type { Job, PairPaths } from './job.js';
import type { Plan } from './plan/plan.js';
import { identified, record } from './record/recording.js';
import { relabel } from './relabel.js';
import { stopwatch, type Timed } from './stopwatch.js';
import { watchedCompress, watchedExamine } from './record/watched.js';

/** What a shadowed compression is judged by. */
interface Copied {
  readonly original: string;
  readonly output: string;
  readonly copies: Copies;
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
  const originals = copyOriginal(job);
  // an original that its own output replaces is gone afterwards; any other is copied while the compressor works
  if (await isReplaced(job)) await originals;
  const compressed = await watchedCompress(job).catch((error: unknown) => {
    waiting -= 1;
    inBackground('Removing a copy', async () => (await originals).copies?.release());
    throw error;
  });
  const [copies] = await Promise.allSettled([withOutput(job, await originals)]);
  const addedMs = elapsed() - compressed.ms;
  inBackground('Shadow validation', async () => {
    try {
      if (copies.status === 'fulfilled') await judge(job, plan, copies.value, compressed, addedMs);
      else
        recorded(job, plan, await crashReport(aboutImage(subjectOf(job), plan), plan, copies.reason), {
          compressed,
          addedMs,
        });
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
  const report = skipReport(aboutImage(subjectOf(job), skipped), skipped, startNow());
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

/** Whether the output goes where the original is; so it is said where nobody can tell, which the copy will find out. */
async function isReplaced<P, R extends object>({ input, output }: Job<P, R>): Promise<boolean> {
  const [same] = await Promise.allSettled([isSameFile(input, output)]);
  return same.status === 'rejected' || same.value;
}

type Original =
  | { readonly original: string; readonly copies: Copies; readonly problem?: never }
  | { readonly copies: Copies | null; readonly problem: unknown };

/** Never rejects: a copy that fails is for the record, and for that the compressor has to have had its turn. */
async function copyOriginal<P, R extends object>({ input }: Job<P, R>): Promise<Original> {
  let copies: Copies | null = null;
  try {
    copies = await makeCopies();
    return { original: await copies.take(input), copies };
  } catch (problem) {
    return { copies, problem };
  }
}

async function withOutput<P, R extends object>({ output }: Job<P, R>, taken: Original): Promise<Copied> {
  try {
    if (!('original' in taken)) throw taken.problem;
    const { original, copies } = taken;
    return { original, output: await copies.take(output), copies };
  } catch (error) {
    release(taken.copies);
    throw error;
  }
}

async function judge<P, R extends object>(
  job: Job<P, R>,
  plan: Plan,
  { original, output, copies }: Copied,
  compressed: Timed<R>,
  addedMs: number,
): Promise<void> {
  // the caller's signal ends with the call, which has returned
  const own = { ...plan, call: { ...plan.call, signal: undefined } };
  const subject = { original: { path: original }, output: { path: output } };
  try {
    const { result, queueWaitMs } = await watchedExamine(subject, own, job).catch(async (error: unknown) => ({
      result: await crashReport(aboutImage(subject, own), own, error),
      queueWaitMs: null,
    }));
    const names = new Map([
      [original, job.input],
      [output, job.output],
    ]);
    recorded(job, own, relabel(result, names), { compressed, addedMs, queueWaitMs });
  } finally {
    release(copies);
  }
}

function release(copies: Copies | null): void {
  if (copies) inBackground('Removing copies', () => copies.release());
}
