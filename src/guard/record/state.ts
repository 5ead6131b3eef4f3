import { performance } from 'node:perf_hooks';
import type { LiveState } from '../../core/state.js';
import { queueDepth } from '../../pool/pool.js';
import { controlAt } from '../plan/live-control.js';
import { degradationLevel } from '../plan/load.js';
import type { CallOptions, GuardOptions } from '../plan/options.js';
import { planFor } from '../plan/plan-now.js';
import { processOptions, type ProcessOptions } from '../plan/process-options.js';
import { problemsNow } from '../tell/problems.js';

/** Resolving settings reads files; those who ask for each of many gauges get one answer. */
const FRESH_MS = 100;

let last: { readonly at: number; readonly held: ProcessOptions; readonly state: LiveState } | undefined;

/**
 * The switches and the load of this process now, as a call without options would find them.
 * @throws UsageError for a configuration that cannot be read
 */
export function liveState(options: GuardOptions & CallOptions = {}): LiveState {
  const isPlain = Object.keys(options).length === 0;
  const held = processOptions();
  if (isPlain && last?.held === held && performance.now() - last.at < FRESH_MS) return last.state;
  const { admission, draw, emergency, sinks, warnings } = planFor(options, process.env);
  const control = sinks.controlFile === null ? null : controlAt(sinks.controlFile);
  const state: LiveState = {
    mode: admission.mode,
    modeSource: admission.source,
    sampleRate: draw.rate,
    degradation: degradationLevel(),
    emergency,
    control: control && {
      path: control.path,
      revision: control.revision,
      ageMs: control.ageMs,
      problem: control.problem,
    },
    queueDepth: queueDepth(),
    memoryBytes: process.memoryUsage.rss(),
    problems: [...(control?.problem ? [control.problem] : []), ...warnings, ...problemsNow()],
  };
  if (isPlain) last = { at: performance.now(), held, state };
  return state;
}
