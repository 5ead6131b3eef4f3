import { leastCoverage } from '../core/coverage.js';
import type { Report } from '../core/report.js';
import type { ImageInput } from '../image/source.js';
import { shareBytes } from '../pool/pool.js';
import { admitted, isOpen } from './admitted.js';
import { examine } from './examine.js';
import { examineMany, type PlannedOutput } from './examine-many.js';
import { underLoad } from './load.js';
import type { Plan } from './plan.js';
import { identified, ONLY_JUDGED, record, watchedQueue } from './recording.js';
import { stopwatch } from './stopwatch.js';
import type { ImageSubjectInput } from './subject.js';

/**
 * Draws, examines and records a subject that somebody else made.
 * @throws as examine
 */
export async function judgeOne(subject: ImageSubjectInput, stated: Plan): Promise<Report> {
  const elapsed = stopwatch();
  // the caller may change its bytes as soon as it has the promise: they are taken before anything is waited for
  const own = isOpen(stated) ? owned(subject) : subject;
  const plan = isOpen(stated) ? await admitted(stated, own.original ?? own.output) : stated;
  const queue = watchedQueue(underLoad(plan));
  const report = identified(await examine(own, queue.plan));
  record(report, queue.plan, { ...ONLY_JUDGED, queueWaitMs: queue.waitedMs(), addedMs: elapsed() }, {});
  return report;
}

/**
 * The same for outputs of one original, which is drawn once for all of them.
 * @throws as examine
 */
export async function judgeMany(from: ImageInput, stated: readonly PlannedOutput[]): Promise<Report[]> {
  const elapsed = stopwatch();
  const { original, planned } = stated.some(({ plan }) => isOpen(plan))
    ? await drawn(shareBytes(from), stated)
    : { original: from, planned: stated };
  // one admission for all: they are looked at in one go
  const queue = planned[0] && watchedQueue(underLoad(planned[0].plan));
  const watched = planned.map(({ output, plan }, index) => ({
    output,
    plan: queue ? asFirst(plan, queue.plan, index === 0) : plan,
  }));
  const reports = (await examineMany(original, watched)).map((report) => identified(report));
  // one after the other would have waited less, but nobody waited for them apart
  const course = { ...ONLY_JUDGED, queueWaitMs: queue?.waitedMs() ?? null, addedMs: elapsed() / reports.length };
  reports.forEach((report, index) => record(report, watched[index]!.plan, course, {}));
  return reports;
}

/** What the first one's admission decided concerns the others too; what it took is observed once. */
function asFirst(plan: Plan, first: Plan, isFirst: boolean): Plan {
  if (isFirst) return first;
  const { admission, degradation, limitedBy } = first;
  const coverage = leastCoverage(plan.coverage, first.coverage);
  return first.load === null ? plan : { ...plan, admission, degradation, limitedBy, coverage };
}

async function drawn(original: ImageInput, stated: readonly PlannedOutput[]) {
  const own = stated.map(({ output, plan }) => ({ output: shareBytes(output), plan }));
  const planned = await Promise.all(
    own.map(async ({ output, plan }) => ({ output, plan: await admitted(plan, original) })),
  );
  return { original, planned };
}

function owned({ original, output }: ImageSubjectInput): ImageSubjectInput {
  return { original: original && shareBytes(original), output: shareBytes(output) };
}
