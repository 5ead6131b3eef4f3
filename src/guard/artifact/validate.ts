import { SCAN_CHECK_IDS } from '../../artifact/checks/ids.js';
import type { Report } from '../../core/report.js';
import { emergencyNow, settingsFor } from '../plan/settings.js';
import { putInForce } from '../plan/policy-plan.js';
import { identified, ONLY_JUDGED, record } from '../record/recording.js';
import { watched } from '../record/watched.js';
import { stopwatch } from '../stopwatch.js';
import { examineArtifact, pathOf, type ArtifactSubject } from './examine.js';
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
  const { env } = process;
  const settings = settingsFor(options, env);
  const plan = putInForce(artifactPlan(options, settings, emergencyNow(env, settings), env));
  const { result, queueWaitMs } = await watched(
    plan,
    async (own) => identified(await examineArtifact(subject, own, options), own),
    (report) => report,
  );
  record(result, plan, { ...ONLY_JUDGED, queueWaitMs, addedMs: elapsed() }, {});
  return result;
}
