import { abortReason, UsageError } from '../core/errors.js';
import type { Report } from '../core/report.js';
import type { ValidateTask } from '../image/task.js';
import { ownTask, runTask } from '../pool/pool.js';
import type { Plan } from './plan/plan.js';
import { crashReport, resultReport, skipReport, startNow, type About, type Answer } from './reports.js';
import { kindOf, unreadSubject, type ImageSubjectInput } from './subject.js';

/**
 * Every way to a report: policy decided not to look, the checks ran, or the validator itself failed. The last is
 * inconclusive with the reason at every check, never a pass.
 * @throws UsageError; the signal's reason when the caller aborted
 */
export async function examine(subject: ImageSubjectInput, plan: Plan): Promise<Report> {
  const started = startNow();
  const { signal } = plan.call;
  const about = aboutImage(subject, plan);
  if (!plan.admission.validate) return skipReport(about, plan, started);
  try {
    return resultReport(about, plan, await answerOf(taskOf(subject, plan), plan), started);
  } catch (error) {
    if (signal?.aborted) throw abortReason(signal);
    if (error instanceof UsageError) throw error;
    return await crashReport(about, plan, error, started);
  }
}

async function answerOf(task: ValidateTask, plan: Plan): Promise<Answer> {
  const { cache, call, workers } = plan;
  if (cache === null) return { result: await runTask(task, { ...call, ...workers }), cached: false };
  // before anything is waited for: the caller may change its bytes as soon as it has the promise
  const owned = ownTask(task);
  const { recall } = await import('./cache/recall.js');
  const { known, keep } = await recall(owned, cache, call.signal);
  if (known) return { result: known, cached: true };
  const result = await runTask(owned, { ...call, ...workers });
  await keep(result);
  return { result, cached: false };
}

function taskOf({ original, output }: ImageSubjectInput, plan: Plan): ValidateTask {
  return { kind: 'validate', original, output, ...judgementOf(plan), budget: plan.budget };
}

/** What of a plan the worker has to know. */
export function judgementOf(plan: Plan): Omit<ValidateTask, 'kind' | 'original' | 'output' | 'budget'> {
  const { operation, expectation, limits, checks, crossCheck, coverage, timeBudgetMs, metrics } = plan;
  return { operation, expectation, limits, checks, crossCheck, coverage, timeBudgetMs, metrics };
}

/** What reports say of an image, or of what was made of one. */
export function aboutImage(subject: ImageSubjectInput, { operation, expectation }: Plan): About {
  return {
    operation: subject.original === null ? 'scan' : operation,
    expectation,
    unread: unreadSubject(subject),
    nothing: { framesCompared: 0, framesTotal: 0 },
    checks: async () => {
      const { imageChecks } = await import('../image/checks/index.js');
      return imageChecks.filter(({ subjects }) => subjects.includes(kindOf(subject)));
    },
  };
}
