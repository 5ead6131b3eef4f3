import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import type { DegradationLevel } from '../../core/decision.js';
import { leastCoverage } from '../../core/coverage.js';
import { skippedBecause } from '../../policy/admission.js';
import { Degradation, type DegradationAdmission, type DegradationMove } from '../../policy/degradation/controller.js';
import { log } from '../tell/log.js';
import { notify } from '../tell/notify.js';
import type { PolicyPlan } from './policy-plan.js';

/** Reading resident memory takes some 10 microseconds. */
const MEMORY_EVERY_MS = 1000;

/** The load of this process. One controller for the settings in force: other settings begin anew. */
let controller: { readonly key: string; readonly degradation: Degradation } | undefined;
let memoryReadAt = -Infinity;

/** The plan of a subject with as much coverage as the load allows now. */
export function underLoad<P extends PolicyPlan>(plan: P): P {
  const { degradation: settings } = plan.sinks;
  if (!settings.enabled || !plan.admission.validate) return plan;
  const now = performance.now();
  const degradation = controllerFor(plan, now);
  if (now - memoryReadAt > MEMORY_EVERY_MS) {
    memoryReadAt = now;
    degradation.memory(now, process.memoryUsage.rss());
  }
  const load = degradation.admit(now);
  const { level, coverage } = load;
  if (coverage !== null) {
    const least = leastCoverage(plan.coverage, coverage);
    const limitedBy = least === plan.coverage ? plan.limitedBy : `degradation: ${level}`;
    return { ...plan, load, degradation: level, coverage: least, limitedBy };
  }
  const admission = skippedBecause(plan.admission, 'degraded', `Degradation: ${degradation.state(now).why}`);
  return { ...plan, load, degradation: level, admission };
}

/** What an admitted subject took. */
export function observeLoad(
  load: DegradationAdmission,
  took: { readonly validationMs: number; readonly queueWaitMs: number | null },
): void {
  controller?.degradation.observe(performance.now(), load, took);
}

/** How much is let through now. */
export function degradationLevel(): DegradationLevel {
  return controller?.degradation.state(performance.now()).level ?? 'normal';
}

function controllerFor({ sinks: { degradation: settings }, workers }: PolicyPlan, now: number): Degradation {
  const threads = workers.start.threads ?? availableParallelism();
  const key = JSON.stringify([settings, threads]);
  if (controller?.key !== key) {
    controller = { key, degradation: new Degradation({ settings, workers: threads, now, onMove: tell }) };
  }
  return controller.degradation;
}

function tell({ from, to, why }: DegradationMove): void {
  log().warn({ from, to }, `degradation: ${to}. ${why}`);
  notify('degradation_changed', to === 'normal' ? 'low' : 'medium', `Validation goes from ${from} to ${to}: ${why}`);
}
