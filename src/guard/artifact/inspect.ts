import type { ArtifactComparison, ArtifactInspection, InspectionFailure } from '../../artifact/inspection.js';
import { abortReason, UsageError } from '../../core/errors.js';
import { PoolError } from '../../pool/errors.js';
import { runTask } from '../../pool/pool.js';
import type { CallOptions } from '../plan/options.js';
import { emergencyNow, settingsFor } from '../plan/settings.js';
import { artifactPlan, type ArtifactPlan } from './plan.js';
import { pathOf } from './examine.js';
import type { ArtifactScanOptions } from './options.js';

export interface InspectOptions extends CallOptions, Pick<ArtifactScanOptions, 'limits' | 'progress'> {
  /** Whether every byte is read for digests. Default: true. */
  readonly digests?: boolean | undefined;
}

/**
 * What a model artifact says of itself: format, architecture, tensors, parameters, metadata, the memory it needs and its
 * digests. No judgement. What is missing, cannot be read or is no model is an object with `error`.
 * @example
 * const facts = await inspectArtifact('model.gguf', { digests: false });
 * if (!('error' in facts)) console.log(facts.architecture, facts.parameters);
 * @throws UsageError for wrong options; the signal's reason on abort
 */
export async function inspectArtifact(
  artifact: string | URL,
  { digests = true, ...options }: InspectOptions = {},
): Promise<ArtifactInspection> {
  const path = pathOf(artifact);
  const { limits, budget, progress, call, workers } = planOf(options);
  const task = { kind: 'inspect', path, digests, limits, budget, progress } as const;
  return await runTask(task, { ...call, ...workers }).catch((error: unknown) => failureOf(error, path, call.signal));
}

/**
 * What is otherwise in one artifact than in another: tensors, their shapes and types, and the keys that say what a model
 * is. Headers are read and no data; no judgement.
 * @throws as inspectArtifact
 */
export async function compareArtifacts(
  before: string | URL,
  after: string | URL,
  options: CallOptions = {},
): Promise<ArtifactComparison> {
  const [from, to] = [pathOf(before), pathOf(after)];
  const { budget, call, workers } = planOf(options);
  const task = { kind: 'compare', from, to, budget } as const;
  return await runTask(task, { ...call, ...workers }).catch((error: unknown) => failureOf(error, from, call.signal));
}

function planOf(options: ArtifactScanOptions): ArtifactPlan {
  const { env } = process;
  const settings = settingsFor(options, env);
  return artifactPlan(options, settings, emergencyNow(env, settings), env);
}

/** @throws everything that is not a worker's failure */
function failureOf(error: unknown, path: string, signal: AbortSignal | undefined): InspectionFailure {
  if (signal?.aborted) throw abortReason(signal);
  if (error instanceof UsageError || !(error instanceof PoolError)) throw error;
  return { path, error: { code: error.code, message: error.message } };
}
