import { fileURLToPath } from 'node:url';
import { abortReason, invalidArgument, UsageError } from '../../core/errors.js';
import type { Report } from '../../core/report.js';
import { ARTIFACT } from '../../artifact/checks/ids.js';
import type { ArtifactTask } from '../../artifact/task.js';
import { runTask } from '../../pool/pool.js';
import { crashReport, resultReport, skipReport, startNow, type About } from '../reports.js';
import { DIGEST_CHECK_IDS, onlyDigests } from './emergency.js';
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
  const started = startNow();
  const about = aboutArtifact(subject, plan, named);
  if (!plan.admission.validate) return skipReport(about, plan, started);
  const { signal } = plan.call;
  try {
    const found = await runTask(taskOf(subject, plan), { ...plan.call, ...plan.workers });
    const result = { ...found, subject: { ...found.subject, ...namesOf(named) } };
    const report = resultReport(about, plan, { result, cached: false }, started);
    if (plan.onlyDigests === null) return report;
    const leftOut = (await about.checks()).filter(({ id }) => chosen(plan, id) && !DIGEST_CHECK_IDS.includes(id));
    return onlyDigests(report, plan.onlyDigests, leftOut);
  } catch (error) {
    if (signal?.aborted) throw abortReason(signal);
    if (error instanceof UsageError) throw error;
    return await crashReport(about, plan, error, started);
  }
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
  const { expectation, limits, coverage, budget, progress, onlyDigests: emergency } = plan;
  const checks = emergency === null ? plan.checks : DIGEST_CHECK_IDS.filter((id) => chosen(plan, id));
  return { kind: 'artifact', path, expectation, limits, checks, coverage, budget, progress };
}

function chosen({ checks }: ArtifactPlan, id: string): boolean {
  return checks?.includes(id) ?? true;
}

/** @throws UsageError `invalid_argument` */
export function pathOf(artifact: string | URL): string {
  if (typeof artifact === 'string' && artifact !== '') return artifact;
  if (artifact instanceof URL && artifact.protocol === 'file:') return fileURLToPath(artifact);
  throw invalidArgument('artifact', 'a path or a file URL', artifact);
}
