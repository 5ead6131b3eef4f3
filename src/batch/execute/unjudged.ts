import type { Decision } from '../../core/decision.js';
import { aboutImage } from '../../guard/examine.js';
import { skipReport, startNow } from '../../guard/reports.js';
import type { Job } from '../../guard/job.js';
import type { Plan } from '../../guard/plan/plan.js';
import { compressionRecord } from '../../guard/record/compression-record.js';
import { decisionOf, identified } from '../../guard/record/recording.js';
import type { Timed } from '../../guard/stopwatch.js';

/**
 * What a run says of an output that mode off let through: nothing was decided, and it has its result all the same.
 * @param plan - of the moment when its item began
 */
export function unjudged<P, R extends object>(job: Job<P, R>, plan: Plan, compressed: Timed<R>): Decision {
  const subject = { original: { path: job.input }, output: { path: job.output } };
  const report = identified(skipReport(aboutImage(subject, plan), plan, startNow()), plan);
  const compression = compressionRecord(job, compressed, report);
  return decisionOf(report, plan, { action: 'publish', compression, queueWaitMs: null, addedMs: 0 });
}
