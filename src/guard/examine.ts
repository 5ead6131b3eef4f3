import { performance } from 'node:perf_hooks';
import { abortReason, PressproofError, reasonOf, UsageError } from '../core/errors.js';
import type { CheckOutcome, Coverage, Report, SubjectRef } from '../core/report.js';
import type { ValidateResult, ValidateTask } from '../image/task.js';
import { countedStanding, countedVerdict } from '../policy/decision.js';
import { ownTask, runTask } from '../pool/pool.js';
import type { Plan } from './plan/plan.js';
import { kindOf, unreadSubject, type ImageSubjectInput } from './subject.js';
import { VERSION } from './tool.js';

const NOTHING: Coverage = { level: 'structural', framesCompared: 0, framesTotal: 0 };

const NO_CHECK = 'No check was run: those that were asked for or left enabled do not apply to this subject';

/** What differs between the ways to a report. */
interface Evidence {
  readonly subject: SubjectRef;
  readonly verdict: Report['verdict'];
  readonly checks: readonly CheckOutcome[];
  readonly coverage: Coverage;
  readonly reason?: string;
  readonly cached?: boolean;
}

/**
 * Every way to a report: policy decided not to look, the checks ran, or the validator itself failed. The last is
 * inconclusive with the reason at every check, never a pass.
 * @throws UsageError; the signal's reason when the caller aborted
 */
export async function examine(subject: ImageSubjectInput, plan: Plan): Promise<Report> {
  const started = startNow();
  const { signal } = plan.call;
  if (!plan.admission.validate) return skipReport(subject, plan, started);
  try {
    return resultReport(subject, plan, await answerOf(taskOf(subject, plan), plan), started);
  } catch (error) {
    if (signal?.aborted) throw abortReason(signal);
    if (error instanceof UsageError) throw error;
    return await crashReport(subject, plan, error, started);
  }
}

/** What the checks found, now or when the same bytes were looked at before. */
export interface Answer {
  readonly result: ValidateResult;
  readonly cached: boolean;
}

/** When an examination began, by the calendar and by a monotone clock. */
export interface Started {
  readonly at: Date;
  readonly clock: number;
}

export function startNow(): Started {
  return { at: new Date(), clock: performance.now() };
}

/** The report of a subject that the checks looked at. */
export function resultReport(
  subject: ImageSubjectInput,
  plan: Plan,
  { result, cached }: Answer,
  started: Started,
): Report {
  const checks = withModes(result.checks, plan);
  const verdict = countedVerdict(checks, plan.admission.mode);
  const nothing = checks.length === 0 && { reason: NO_CHECK };
  const { level, framesCompared, framesTotal } = result.coverage;
  const coverage: Coverage = {
    level,
    framesCompared,
    framesTotal,
    ...countedStanding(checks, plan.admission.mode),
    // a short animation is compared whole whatever is allowed
    ...(plan.limitedBy !== null && level !== 'full' && { limitedBy: plan.limitedBy }),
  };
  return reportOf(plan, subject, { ...result, checks, coverage, verdict, cached, ...nothing }, started);
}

function withModes(checks: readonly CheckOutcome[], { modes }: Plan): readonly CheckOutcome[] {
  if (modes.size === 0) return checks;
  return checks.map((check) => {
    const own = modes.get(check.id);
    return own ? { ...check, mode: own.mode, modeSource: own.source } : check;
  });
}

/** The report of a subject that policy decided not to look at. */
export function skipReport(subject: ImageSubjectInput, plan: Plan, started: Started): Report {
  return reportOf(plan, subject, skipped(subject, plan), started);
}

/** The report of a subject that nobody could look at because of `error`. */
export async function crashReport(
  subject: ImageSubjectInput,
  plan: Plan,
  error: unknown,
  started: Started = startNow(),
): Promise<Report> {
  return reportOf(plan, subject, await crashed(subject, plan, error), started);
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
  return { kind: 'validate', original, output, ...judgementOf(plan), budget: plan.workers.budget };
}

/** What of a plan the worker has to know. */
export function judgementOf(plan: Plan): Omit<ValidateTask, 'kind' | 'original' | 'output' | 'budget'> {
  const { operation, expectation, limits, checks, crossCheck, coverage, timeBudgetMs, metrics } = plan;
  return { operation, expectation, limits, checks, crossCheck, coverage, timeBudgetMs, metrics };
}

function skipped(subject: ImageSubjectInput, { admission }: Plan): Evidence {
  const { reason } = admission;
  return { subject: unreadSubject(subject), verdict: 'skipped', checks: [], coverage: NOTHING, reason };
}

async function crashed(subject: ImageSubjectInput, plan: Plan, error: unknown): Promise<Evidence> {
  const { imageChecks } = await import('../image/checks/index.js');
  const reason = reasonOf(error);
  const code = error instanceof PressproofError ? error.code : 'validator_crashed';
  const checks = imageChecks
    .filter(({ id, subjects }) => subjects.includes(kindOf(subject)) && (plan.checks?.includes(id) ?? true))
    .map(({ id, category }) => ({
      id,
      category,
      outcome: 'inconclusive' as const,
      message: reason,
      details: { code },
      durationMs: 0,
    }));
  const evidence = { subject: unreadSubject(subject), coverage: NOTHING, reason };
  return { ...evidence, verdict: 'inconclusive', checks: withModes(checks, plan) };
}

function reportOf(
  { admission, operation, expectation, arm }: Plan,
  { original }: ImageSubjectInput,
  { subject, verdict, checks, coverage, reason, cached = false }: Evidence,
  started: Started,
): Report {
  return {
    schemaVersion: 1,
    tool: { name: 'pressproof', version: VERSION },
    suite: 'image',
    subject,
    operation: original === null ? 'scan' : operation,
    // without undefined values since planFor parsed it
    expectation: { ...expectation } as Report['expectation'],
    mode: admission.mode,
    modeSource: admission.source,
    verdict,
    ...(reason !== undefined && { reason }),
    ...(arm && { experiment: { name: arm.experiment, arm: arm.arm } }),
    ...(cached && { cached }),
    coverage,
    checks: [...checks],
    startedAt: started.at.toISOString(),
    durationMs: performance.now() - started.clock,
  };
}
