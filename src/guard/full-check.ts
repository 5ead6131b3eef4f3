import { isPublishable } from '../core/outcome.js';
import { inBackground } from './background.js';
import { makeCopies, type Copies } from './files/copies.js';
import type { Job, PairPaths } from './job.js';
import { log } from './tell/log.js';
import type { Plan } from './plan/plan.js';
import { identified, ONLY_JUDGED, record } from './record/recording.js';
import { relabel } from './relabel.js';
import { watchedExamine } from './record/watched.js';

/** A look at everything that is to follow on a verdict that rests on less. */
export interface FullCheck {
  /** Once the file is published. Nobody waits for it. */
  start(): void;
  /** Instead: the file was not published. */
  drop(): void;
}

/** Files that are copied and not yet checked. */
let waiting = 0;

/**
 * Takes copies of a file that is about to be published on a verdict that rests on less. What the look at them finds is
 * recorded, and said loudly where the file should not have been published.
 */
export async function fullCheckOf<P, R extends object>(
  job: Job<P, R>,
  plan: Plan,
  pair: PairPaths,
): Promise<FullCheck> {
  // those who come too fast for less than everything come too fast for everything, and copies fill disks
  if (waiting >= plan.maxShadowPending) {
    return missing(job, new Error(`${waiting} files wait for their full check already`));
  }
  waiting += 1;
  const [copies] = await Promise.allSettled([copiesOf(pair)]);
  if (copies.status === 'rejected') {
    waiting -= 1;
    return missing(job, copies.reason);
  }
  const lastly = (what: string, work: () => Promise<void>): void =>
    inBackground(what, () => work().finally(() => (waiting -= 1)));
  return {
    start: () => lastly('Full check', () => check(job, plan, copies.value)),
    drop: () => lastly('Removing copies', () => copies.value.copies.release()),
  };
}

/** The operator chose to publish before everything was looked at; that it never will be must not go unsaid. */
function missing<P, R extends object>({ output }: Job<P, R>, err: unknown): FullCheck {
  return {
    start: () => log().error({ err, output }, 'published without the full check that was to follow'),
    drop: () => undefined,
  };
}

interface Copied {
  readonly original: string;
  readonly output: string;
  readonly copies: Copies;
}

async function copiesOf({ original, output }: PairPaths): Promise<Copied> {
  const copies = await makeCopies();
  try {
    return { original: await copies.take(original.path), output: await copies.take(output.path), copies };
  } catch (error) {
    await copies.release();
    throw error;
  }
}

async function check<P, R extends object>(job: Job<P, R>, plan: Plan, copied: Copied): Promise<void> {
  const { original, output, copies } = copied;
  try {
    // the caller's signal ends with its call
    const own = { ...fully(plan), call: { ...plan.call, signal: undefined } };
    const subject = { original: { path: original }, output: { path: output } };
    const names = new Map([
      [original, job.input],
      [output, job.output],
    ]);
    const { result, queueWaitMs } = await watchedExamine(subject, own, job);
    const report = identified(relabel(result, names), own);
    record(report, own, { ...ONLY_JUDGED, queueWaitMs, addedMs: 0 }, job.options);
    if (isPublishable(report.verdict)) return;
    log().error(
      { output: job.output, verdict: report.verdict, id: report.id },
      'published, but unfit by the full check',
    );
  } finally {
    await copies.release();
  }
}

function fully(plan: Plan): Plan {
  const { admission } = plan;
  return {
    ...plan,
    admission: { ...admission, validate: true, skip: null },
    coverage: 'full',
    timeBudgetMs: null,
    degradation: 'normal',
    load: null,
    limitedBy: null,
  };
}
