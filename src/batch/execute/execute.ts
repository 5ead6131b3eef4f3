import { hostname } from 'node:os';
import { performance } from 'node:perf_hooks';
import { DEFAULTS } from '../../config/defaults.js';
import { abortReason } from '../../core/errors.js';
import { controlReady } from '../../guard/plan/live-control.js';
import { relabel } from '../../guard/relabel.js';
import type { Outcome, Reply, Task } from '../task.js';
import { compressed } from './compressing.js';
import { failureOf } from './failure.js';
import { judged, judgedArtifact } from './judging.js';
import { placesOf, type Places } from './places.js';
import { settingsNow, type WorkSettings } from './settings.js';

/**
 * Does one item in this process: compresses through the guard, or judges. Mode, sampling and emergency switches are those
 * of this moment. Whatever the item does is an outcome; a reply that never comes is its worker's end.
 * @param work - made by workSettings
 * @throws the signal's reason on abort, with nothing left where the output was to be staged
 */
export async function execute(task: Task, work: WorkSettings, signal: AbortSignal): Promise<Reply> {
  const started = performance.now();
  const places = placesOf({ maxBytes: largestInput(work.settings), signal });
  try {
    const outcome = await outcomeOf(task, work, places, signal).catch((error: unknown) => {
      if (signal.aborted) throw abortReason(signal);
      return relabel(failureOf(error), places.names);
    });
    return { outcome, worker: WORKER, durationMs: performance.now() - started };
  } finally {
    await places.release();
  }
}

/** The file size that the checks accept; where nobody stated any limit, settings leave it to them. */
function largestInput({ settings }: WorkSettings['settings']): number {
  return Number(settings.limits['maxBytes'] ?? DEFAULTS.limits['maxBytes']);
}

/** Names this process among all machines. */
const WORKER = `${hostname()}:${process.pid}`;

async function outcomeOf(task: Task, work: WorkSettings, places: Places, signal: AbortSignal): Promise<Outcome> {
  signal.throwIfAborted();
  await controlReady(process.env);
  const now = { ...work, settings: settingsNow(work.settings, process.env) };
  if (task.job === 'compress') return await compressed(task, now, places, signal);
  if (task.job === 'artifacts') return await judgedArtifact(task.item, now, signal);
  return await judged(task.item, now, places, signal);
}
