import type { Report } from '../core/report.js';
import type { ImageInput } from '../image/source.js';
import { shareBytes } from '../pool/pool.js';
import { admitted, isOpen } from './plan/admitted.js';
import { examineMany, type PlannedOutput } from './examine-many.js';
import { underLoad } from './plan/load.js';
import type { Plan } from './plan/plan.js';
import { identified, ONLY_JUDGED, record } from './record/recording.js';
import { stopwatch } from './stopwatch.js';
import { watched, watchedExamine } from './record/watched.js';
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
  const loaded = underLoad(plan);
  const { result, queueWaitMs } = await watchedExamine(own, loaded);
  const report = identified(result, loaded);
  record(report, loaded, { ...ONLY_JUDGED, queueWaitMs, addedMs: elapsed() }, {});
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
  const own = planned.map(({ output, plan }) => ({ output, plan: underLoad(plan) }));
  const [first] = own;
  if (!first) return [];
  const { result, queueWaitMs } = await watched(
    first.plan,
    // they are looked at in one go, and wait once
    ({ call }) =>
      examineMany(
        original,
        own.map(({ output, plan }) => ({ output, plan: { ...plan, call } })),
      ),
    ([report]) => report,
  );
  const reports = result.map((report, index) => identified(report, own[index]!.plan));
  const looked = own.filter(({ plan }) => plan.admission.validate);
  // one after the other would have waited less, but nobody waited for them apart
  const course = {
    ...ONLY_JUDGED,
    queueWaitMs,
    addedMs: elapsed() / reports.length,
    together: Math.max(1, looked.length),
  };
  reports.forEach((report, index) => record(report, own[index]!.plan, course, {}));
  return reports;
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
