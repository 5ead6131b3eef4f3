import type { Report } from '../../core/report.js';
import { reasonOf } from '../../core/errors.js';
import { describeValidation, traced, type SpanAttributes } from '../../observe/traces.js';
import { examine } from '../examine.js';
import type { Job } from '../job.js';
import type { PolicyPlan } from '../plan/policy-plan.js';
import { log } from '../tell/log.js';
import { identified } from './recording.js';
import { timed, type Timed } from '../stopwatch.js';
import type { Plan } from '../plan/plan.js';
import type { ImageSubjectInput } from '../subject.js';

/** A report, and how long its subject waited for a worker. */
export interface Watched<T> {
  readonly result: T;
  /** ms; null where no worker was asked. */
  readonly queueWaitMs: number | null;
}

/**
 * `examine`, watched: in the application's traces where it has some, under the id that is recorded.
 * @param job - that made the output; without one somebody else did
 * @param look - what is done instead
 */
export async function watchedExamine(
  subject: ImageSubjectInput,
  plan: Plan,
  job?: Made,
  look: typeof examine = examine,
): Promise<Watched<Report & { readonly id: string }>> {
  return await watched(
    plan,
    async (own) => identified(await look(subject, own), own),
    (report) => report,
    job,
  );
}

/** What of a job a trace names. */
interface Made {
  readonly compressor: { readonly name: string };
}

function engineOf(job: Made | undefined): SpanAttributes {
  return job ? { 'pressproof.engine': job.compressor.name } : {};
}

/**
 * Does an examination with a plan that notes the wait for a worker.
 * @param reportOf - the report that says what came out
 */
export async function watched<T, P extends PolicyPlan>(
  plan: P,
  work: (plan: P) => Promise<T>,
  reportOf: (result: T) => Report | undefined,
  job?: Made,
): Promise<Watched<T>> {
  return await traced('pressproof.validate', engineOf(job), async (span) => {
    let queueWaitMs: number | null = null;
    const onStart = (ms: number): void => {
      queueWaitMs = ms;
    };
    const result = await work({ ...plan, call: { ...plan.call, onStart } });
    const report = reportOf(result);
    if (report) describeValidation(span, report, queueWaitMs);
    return { result, queueWaitMs };
  });
}

/** A compression between two files, timed. Paths other than the job's own: to a file of ours beside the destination. */
export async function watchedCompress<P, R extends object>(
  { compressor, input, output, parameters, signal }: Job<P, R>,
  from = input,
  to = output,
): Promise<Timed<R>> {
  try {
    return await traced('pressproof.compress', engineOf({ compressor }), () =>
      timed(() => compressor.compress(from, to, parameters, signal)),
    );
  } catch (error) {
    // there is no output to judge and so no decision: nobody else would say it
    if (!signal?.aborted) log().warn({ engine: compressor.name, input, reason: reasonOf(error) }, 'compression failed');
    throw error;
  }
}
