import { fileURLToPath } from 'node:url';
import { abortReason, invalidArgument, UsageError } from '../../core/errors.js';
import type { Report } from '../../core/report.js';
import { ARTIFACT } from '../../artifact/checks/ids.js';
import type { ArtifactTask } from '../../artifact/task.js';
import { runTask } from '../../pool/pool.js';
import { emergencyNow, settingsFor } from '../plan/settings.js';
import { putInForce } from '../plan/policy-plan.js';
import { identified, ONLY_JUDGED, record } from '../record/recording.js';
import { watched } from '../record/watched.js';
import { crashReport, resultReport, skipReport, startNow, type About } from '../reports.js';
import { stopwatch } from '../stopwatch.js';
import type { ArtifactOptions } from './options.js';
import { artifactPlan, type ArtifactPlan } from './plan.js';

/**
 * Judges a model artifact: a file, or a folder with all that belongs to it. A missing or hostile one is a verdict, not an
 * error; what could not be measured is `inconclusive`, never a pass.
 * @example
 * const report = await validateArtifact('model.gguf', { name: 'majora', version: 'v5' });
 * @throws UsageError for wrong options or environment; the signal's reason on abort
 */
export async function validateArtifact(artifact: string | URL, options: ArtifactOptions = {}): Promise<Report> {
  const elapsed = stopwatch();
  const path = pathOf(artifact);
  const settings = settingsFor(options, process.env);
  const plan = putInForce(artifactPlan(options, settings, emergencyNow(process.env, settings)));
  const { result, queueWaitMs } = await watched(
    plan,
    async (own) => identified(await examineArtifact(path, own, options), own),
    (report) => report,
  );
  record(result, plan, { ...ONLY_JUDGED, queueWaitMs, addedMs: elapsed() }, {});
  return result;
}

async function examineArtifact(path: string, plan: ArtifactPlan, { name, version }: ArtifactOptions): Promise<Report> {
  const started = startNow();
  const named = { ...(name !== undefined && { name }), ...(version !== undefined && { version }) };
  const about: About = {
    operation: 'validate',
    expectation: plan.expectation,
    unread: { kind: ARTIFACT, ...named, file: { path, bytes: null, sha256: null } },
    checks: async () => (await import('../../artifact/checks/index.js')).artifactChecks,
  };
  if (!plan.admission.validate) return skipReport(about, plan, started);
  try {
    const found = await runTask(taskOf(path, plan), { ...plan.call, ...plan.workers });
    const result = { ...found, subject: { ...found.subject, ...named } };
    return resultReport(about, plan, { result, cached: false }, started);
  } catch (error) {
    if (plan.call.signal?.aborted) throw abortReason(plan.call.signal);
    if (error instanceof UsageError) throw error;
    return await crashReport(about, plan, error, started);
  }
}

function taskOf(path: string, { expectation, limits, checks, coverage, budget, progress }: ArtifactPlan): ArtifactTask {
  return { kind: 'artifact', path, expectation, limits, checks, coverage, budget, progress };
}

/** @throws UsageError `invalid_argument` */
function pathOf(artifact: string | URL): string {
  if (typeof artifact === 'string' && artifact !== '') return artifact;
  if (artifact instanceof URL && artifact.protocol === 'file:') return fileURLToPath(artifact);
  throw invalidArgument('artifact', 'a path or a file URL', artifact);
}
