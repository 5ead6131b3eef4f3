import { performance } from 'node:perf_hooks';
import { PressproofError, reasonOf } from '../core/errors.js';
import type { CheckOutcome, Coverage, CoverageCounts, Report, SubjectRef } from '../core/report.js';
import type { SuiteResult } from '../core/suite-result.js';
import { countedStanding, countedVerdict } from '../policy/decision.js';
import type { PolicyPlan } from './plan/policy-plan.js';
import { VERSION } from './tool.js';

const NOTHING: Coverage = { level: 'structural' };

const NO_CHECK = 'No check was run: those that were asked for or left enabled do not apply to this subject';

/** What a report says of a subject of any suite beside what the checks found. */
export interface About {
  readonly operation: string;
  readonly expectation: object;
  /** Its names, where nothing was read. */
  readonly unread: SubjectRef;
  /** What of its domain there would be to look at, as zeros. */
  readonly nothing?: CoverageCounts;
  /** The checks that it would have been looked at with. */
  checks(): Promise<readonly { readonly id: string; readonly category: string }[]>;
}

/** What differs between the ways to a report. */
interface Evidence {
  readonly subject: SubjectRef;
  readonly verdict: Report['verdict'];
  readonly checks: readonly CheckOutcome[];
  readonly coverage: Coverage;
  readonly reason?: string;
  readonly cached?: boolean;
}

/** What the checks found, now or when the same bytes were looked at before. */
export interface Answer {
  readonly result: SuiteResult;
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
export function resultReport(about: About, plan: PolicyPlan, { result, cached }: Answer, started: Started): Report {
  const checks = withModes(result.checks, plan);
  const verdict = countedVerdict(checks, plan.admission.mode);
  const nothing = checks.length === 0 && { reason: NO_CHECK };
  const { coverage: looked } = result;
  // what stands in shadow has no say in what could change the verdict
  const { couldOverturn, reason } = countedStanding(checks, plan.admission.mode);
  const coverage: Coverage = Object.assign(
    {},
    looked,
    { couldOverturn, reason },
    // a short animation is compared whole whatever is allowed
    plan.limitedBy !== null && looked.level !== 'full' && { limitedBy: plan.limitedBy },
  );
  return reportOf(plan, about, { ...result, checks, coverage, verdict, cached, ...nothing }, started);
}

function withModes(checks: readonly CheckOutcome[], { modes }: PolicyPlan): readonly CheckOutcome[] {
  if (modes.size === 0) return checks;
  return checks.map((check) => {
    const own = modes.get(check.id);
    return own ? { ...check, mode: own.mode, modeSource: own.source } : check;
  });
}

/** The report of a subject that policy decided not to look at. */
export function skipReport(about: About, plan: PolicyPlan, started: Started): Report {
  return reportOf(plan, about, skipped(about, plan), started);
}

/** The report of a subject that nobody could look at because of `error`. */
export async function crashReport(
  about: About,
  plan: PolicyPlan,
  error: unknown,
  started: Started = startNow(),
): Promise<Report> {
  return reportOf(plan, about, await crashed(about, plan, error), started);
}

function skipped({ unread, nothing }: About, { admission }: PolicyPlan): Evidence {
  const { reason } = admission;
  return { subject: unread, verdict: 'skipped', checks: [], coverage: { ...NOTHING, ...nothing }, reason };
}

async function crashed(about: About, plan: PolicyPlan, error: unknown): Promise<Evidence> {
  const reason = reasonOf(error);
  const code = error instanceof PressproofError ? error.code : 'validator_crashed';
  const own = (await about.checks()).filter(({ id }) => plan.checks?.includes(id) ?? true);
  const checks = own.map(({ id, category }) => ({
    id,
    category,
    outcome: 'inconclusive' as const,
    message: reason,
    details: { code },
    durationMs: 0,
  }));
  const evidence = { subject: about.unread, coverage: { ...NOTHING, ...about.nothing }, reason };
  return { ...evidence, verdict: 'inconclusive', checks: withModes(checks, plan) };
}

function reportOf(
  { suite, admission, arm }: PolicyPlan,
  { operation, expectation }: About,
  { subject, verdict, checks, coverage, reason, cached = false }: Evidence,
  started: Started,
): Report {
  return {
    schemaVersion: 1,
    tool: { name: 'pressproof', version: VERSION },
    suite,
    subject,
    operation,
    // without undefined values since it was parsed
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
