import { fileURLToPath } from 'node:url';
import { abortReason, invalidArgument, UsageError } from '../../core/errors.js';
import type { Report } from '../../core/report.js';
import type { SuiteResult } from '../../core/suite-result.js';
import { ARTIFACT } from '../../artifact/checks/ids.js';
import type { EnvironmentProfile } from '../../artifact/environments.js';
import type { ArtifactTask } from '../../artifact/task.js';
import { runTask } from '../../pool/pool.js';
import { crashReport, resultReport, skipReport, startNow, type About, type Started } from '../reports.js';
import { digestChecks, onlyDigests } from './emergency.js';
import type { ArtifactScanOptions } from './options.js';
import type { ArtifactPlan } from './plan.js';

/** What is judged, and as what. */
export interface ArtifactSubject {
  readonly path: string;
  readonly operation: 'validate' | 'scan';
}

type Named = Pick<ArtifactScanOptions, 'name' | 'version'>;

/**
 * Every way to a report of an artifact: policy decided not to look, the checks ran, or the validator itself failed, which
 * is inconclusive with the reason at every check.
 * @throws UsageError; the signal's reason when the caller aborted
 */
export async function examineArtifact(subject: ArtifactSubject, plan: ArtifactPlan, named: Named): Promise<Report> {
  const task = taskOf(subject, plan);
  const look = async () => [await runTask(task, { ...plan.call, ...plan.workers })];
  const [report] = await examined(subject, [plan], named, look);
  return report as Report;
}

/** The same for several environments: a report of each, of what was measured once. @throws as examineArtifact */
export async function examineEverywhere(
  subject: ArtifactSubject,
  plan: ArtifactPlan,
  environments: readonly EnvironmentProfile[],
  named: Named,
): Promise<Report[]> {
  const task = { kind: 'matrix', task: taskOf(subject, plan), environments } as const;
  const plans = environments.map((environment) => ({ ...plan, expectation: { ...plan.expectation, environment } }));
  return await examined(subject, plans, named, () => runTask(task, { ...plan.call, ...plan.workers }));
}

/** @param plans - at least one; they differ in what is expected */
async function examined(
  subject: ArtifactSubject,
  plans: readonly ArtifactPlan[],
  named: Named,
  look: () => Promise<readonly SuiteResult[]>,
): Promise<Report[]> {
  const started = startNow();
  const [{ admission, call }] = plans as [ArtifactPlan];
  const all = plans.map((plan) => ({ plan, about: aboutArtifact(subject, plan, named) }));
  if (!admission.validate) return all.map(({ plan, about }) => skipReport(about, plan, started));
  try {
    const results = await look();
    return await Promise.all(all.map(({ plan, about }, at) => foundReport(about, plan, results[at]!, started)));
  } catch (error) {
    if (call.signal?.aborted) throw abortReason(call.signal);
    if (error instanceof UsageError) throw error;
    return await Promise.all(all.map(({ plan, about }) => crashReport(about, plan, error, started)));
  }
}

async function foundReport(about: About, plan: ArtifactPlan, found: SuiteResult, started: Started): Promise<Report> {
  const { name, version } = about.unread;
  const { baseline } = found.subject;
  const named = baseline && { baseline: { ...baseline, ...namesOf({ name: plan.baselineName }) } };
  const result = { ...found, subject: { ...found.subject, ...namesOf({ name, version }), ...named } };
  const report = resultReport(about, plan, { result, cached: false }, started);
  if (plan.onlyDigests === null) return report;
  const kept = digestChecks(plan);
  const leftOut = (await about.checks()).filter(({ id }) => (plan.checks?.includes(id) ?? true) && !kept.includes(id));
  return onlyDigests(report, plan.onlyDigests, leftOut);
}

function aboutArtifact({ path, operation }: ArtifactSubject, plan: ArtifactPlan, named: Named): About {
  return {
    operation,
    expectation: plan.expectation,
    unread: { kind: ARTIFACT, ...namesOf(named), file: { path, bytes: null, sha256: null } },
    checks: async () => (await import('../../artifact/checks/index.js')).artifactChecks,
  };
}

function namesOf({ name, version }: Named): Named {
  return { ...(name !== undefined && { name }), ...(version !== undefined && { version }) };
}

function taskOf({ path }: ArtifactSubject, plan: ArtifactPlan): ArtifactTask {
  const { expectation, baselineAbsent, limits, coverage, budget, progress, onlyDigests: emergency } = plan;
  const checks = emergency === null ? plan.checks : digestChecks(plan);
  return { kind: 'artifact', path, expectation, baselineAbsent, limits, checks, coverage, budget, progress };
}

/** @throws UsageError `invalid_argument` */
export function pathOf(artifact: string | URL): string {
  if (typeof artifact === 'string' && artifact !== '') return artifact;
  if (artifact instanceof URL && artifact.protocol === 'file:') return fileURLToPath(artifact);
  throw invalidArgument('artifact', 'a path or a file URL', artifact);
}
