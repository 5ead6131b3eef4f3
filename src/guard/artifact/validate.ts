import { SCAN_CHECK_IDS } from '../../artifact/checks/ids.js';
import { UsageError } from '../../core/errors.js';
import type { Report } from '../../core/report.js';
import { emergencyNow, settingsFor } from '../plan/settings.js';
import { putInForce } from '../plan/policy-plan.js';
import { identified, ONLY_JUDGED, record } from '../record/recording.js';
import { watched } from '../record/watched.js';
import { stopwatch } from '../stopwatch.js';
import { examineArtifact, examineEverywhere, pathOf, type ArtifactSubject } from './examine.js';
import type { ArtifactOptions, ArtifactScanOptions } from './options.js';
import { artifactPlan } from './plan.js';

/**
 * Judges a model artifact: a file, or a folder with all that belongs to it. A missing or hostile one is a verdict, not an
 * error; what could not be measured is `inconclusive`, never a pass.
 * @example
 * const report = await validateArtifact('model.gguf', { name: 'majora', version: 'v5', environment: 'staging' });
 * @throws UsageError for wrong options or environment; the signal's reason on abort
 */
export async function validateArtifact(artifact: string | URL, options: ArtifactOptions = {}): Promise<Report> {
  return await judge({ path: pathOf(artifact), operation: 'validate' }, options);
}

/**
 * The same for every environment of the settings, one report each in their order. What does not depend on where a model
 * runs is measured once.
 * @throws as validateArtifact
 */
export async function validateArtifactEverywhere(
  artifact: string | URL,
  options: Omit<ArtifactOptions, 'environment'> = {},
): Promise<Report[]> {
  const elapsed = stopwatch();
  const subject = { path: pathOf(artifact), operation: 'validate' } as const;
  const { plan, environments } = planNow(options);
  if (environments.length === 0) throw new UsageError('no_environment', 'artifact.environments has none');
  const { result: reports, queueWaitMs } = await watched(
    plan,
    async (own) =>
      (await examineEverywhere(subject, own, environments, options)).map((report) => identified(report, own)),
    (found) => found[0],
  );
  const course = { ...ONLY_JUDGED, queueWaitMs, addedMs: elapsed(), together: reports.length };
  for (const report of reports) record(report, plan, course, {});
  return reports;
}

function planNow(options: ArtifactOptions) {
  const { env } = process;
  const settings = settingsFor(options, env);
  const plan = putInForce(artifactPlan(options, settings, emergencyNow(env, settings), env));
  return { plan, environments: settings.settings.artifact.environments };
}

/**
 * Judges what the files of an artifact are and what loading them would do. No tensor data is read, no digest made and
 * nothing run, so that the largest ones take no second.
 * @throws as validateArtifact
 */
export async function scanArtifact(artifact: string | URL, options: ArtifactScanOptions = {}): Promise<Report> {
  const { checks = SCAN_CHECK_IDS, coverage = 'structural' } = options;
  return await judge({ path: pathOf(artifact), operation: 'scan' }, { ...options, checks, coverage });
}

async function judge(subject: ArtifactSubject, options: ArtifactOptions): Promise<Report> {
  const elapsed = stopwatch();
  const { plan } = planNow(options);
  const { result, queueWaitMs } = await watched(
    plan,
    async (own) => identified(await examineArtifact(subject, own, options), own),
    (report) => report,
  );
  record(result, plan, { ...ONLY_JUDGED, queueWaitMs, addedMs: elapsed() }, {});
  return result;
}
