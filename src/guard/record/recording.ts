import { randomUUID } from 'node:crypto';
import type { Action, CompressionRecord, Decision } from '../../core/decision.js';
import type { Report } from '../../core/report.js';
import { inBackground } from '../background.js';
import { logDecision } from '../tell/log.js';
import { observeLoad } from '../plan/load.js';
import type { GuardOptions } from '../plan/options.js';
import type { PolicyPlan } from '../plan/policy-plan.js';
import { relabel } from '../relabel.js';
import { hand } from './hand.js';

/** What happened to a subject beside its report. */
export interface Course {
  /** null: nothing was to be published. */
  readonly action: Action | null;
  /** null: somebody else made the output. */
  readonly compression: CompressionRecord | null;
  /** ms that the subject waited for a worker; null where none was asked. */
  readonly queueWaitMs: number | null;
  /** ms that the caller waited beyond its compressor. */
  readonly addedMs: number;
  /** How many subjects were looked at in one go. Default 1. */
  readonly together?: number;
}

/** For subjects that nobody compressed. */
export const ONLY_JUDGED = { action: null, compression: null } as const;

/** A report under the id that its decision is recorded with, in the file names of those who read it. */
export function identified(report: Report, { names }: PolicyPlan): Report & { readonly id: string } {
  const named = names.size === 0 ? report : relabel(report, names);
  return { ...named, id: report.id ?? randomUUID() };
}

const listeners = new Set<(decision: Decision) => void>();

/**
 * Tells of every decision of this process, before its caller has it.
 * @param listener - returns at once and must not throw
 * @returns what ends it
 */
export function hearDecisions(listener: (decision: Decision) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * Logs a report and hands what happened to those who want to know. It returns at once: their time and their errors are
 * their own.
 */
export function record(
  report: Report & { readonly id: string },
  plan: PolicyPlan,
  course: Course,
  { onReport }: Pick<GuardOptions, 'onReport'>,
): void {
  if (onReport) inBackground('onReport', async () => onReport(report));
  const decision = decisionOf(report, plan, course);
  logDecision(decision);
  for (const listener of listeners) listener(decision);
  // what no worker got, since the queue was full or the caller gave up, was not fast
  if (plan.load && (decision.queueWaitMs !== null || report.cached === true)) observeLoad(plan.load, decision);
  inBackground('Recording', async () => hand(decision, plan.sinks));
}

/** All that happened to a subject, as it is recorded. */
export function decisionOf(
  report: Report & { readonly id: string },
  plan: PolicyPlan,
  { together = 1, ...course }: Course,
): Decision {
  return {
    id: report.id,
    at: Date.now(),
    report,
    ...course,
    skipped: plan.admission.skip,
    arm: plan.arm,
    sampleRate: plan.draw.rate,
    degradation: plan.degradation,
    validationMs: plan.admission.skip === null ? shareOf(report, course, together) : 0,
  };
}

/** Each of several waits as long as all do, and has its part of the work. */
function shareOf({ durationMs }: Report, { queueWaitMs }: Course, together: number): number {
  const waited = Math.min(queueWaitMs ?? 0, durationMs);
  return waited + (durationMs - waited) / together;
}
