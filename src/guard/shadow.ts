import { basename } from 'node:path';
import type { Report } from '../core/report.js';
import { inBackground, record } from './background.js';
import { crashReport, examine } from './examine.js';
import { compressUnguarded, type Job } from './job.js';
import type { Plan } from './plan.js';
import { relabel } from './relabel.js';
import { isSameFile, snapshot, type Snapshot } from './snapshot.js';
import { stage, type Staging } from './staging.js';

/** Where one shadowed compression works. */
interface Workplace {
  readonly staging: Staging;
  /** The original as it was, when it is about to be replaced by its own output. */
  readonly replaced: Snapshot | null;
}

/**
 * Compresses as if there were no guard and judges afterwards, on private copies of the very bytes. The result is the
 * compressor's own object; no failure of ours reaches the caller.
 */
export async function shadowed<P, R extends object>(job: Job<P, R>, plan: Plan): Promise<R> {
  const workplace = await prepare(job).catch((error: unknown) => {
    // nothing can be staged here; the compressor may still know how to write there
    record(crashReport(subjectOf(job), plan, error), job.options);
    return null;
  });
  if (!workplace) return await compressUnguarded(job);
  const { staging, replaced } = workplace;
  let judging = false;
  try {
    const { compressor, parameters, signal } = job;
    const result = await compressor.compress(replaced?.path ?? job.input, staging.path, parameters, signal);
    judging = await judgeLater(job, plan, workplace);
    await staging.publish();
    return result;
  } finally {
    await staging.discard();
    if (!judging) await replaced?.release();
  }
}

async function prepare<P, R extends object>({ input, output }: Job<P, R>): Promise<Workplace> {
  const replaced = (await isSameFile(input, output)) ? await snapshot(input) : null;
  try {
    return { staging: await stage(output), replaced };
  } catch (error) {
    await replaced?.release();
    throw error;
  }
}

/** Copies what was written before anybody else can touch it. Returns whether the copies are now the judge's to release. */
async function judgeLater<P, R extends object>(job: Job<P, R>, plan: Plan, workplace: Workplace): Promise<boolean> {
  const copies: Snapshot[] = [];
  try {
    const original = workplace.replaced ?? (await snapshot(job.input));
    copies.push(original);
    const produced = await snapshot(workplace.staging.path, basename(job.output));
    copies.push(produced);
    inBackground('Shadow validation', async () => {
      try {
        record(await judged(job, plan, original.path, produced.path), job.options);
      } finally {
        await Promise.all(copies.map((copy) => copy.release()));
      }
    });
    return true;
  } catch (error) {
    await Promise.all(copies.map((copy) => copy.release()));
    record(crashReport(subjectOf(job), plan, error), job.options);
    return false;
  }
}

async function judged<P, R extends object>(
  job: Job<P, R>,
  plan: Plan,
  original: string,
  produced: string,
): Promise<Report> {
  // the caller's signal ends with the call, which has returned
  const own: Plan = { ...plan, call: { ...plan.call, signal: undefined } };
  const subject = { original: { path: original }, output: { path: produced } };
  const report = await examine(subject, own).catch((error: unknown) => crashReport(subject, own, error));
  return relabel(
    report,
    new Map([
      [original, job.input],
      [produced, job.output],
    ]),
  );
}

function subjectOf<P, R extends object>({ input, output }: Job<P, R>) {
  return { original: { path: input }, output: { path: output } };
}
