import type { DegradationLevel } from '../../core/decision.js';
import type { Measured } from './measured.js';
import { COVERAGE_ON, limitOn, type DegradationSettings } from './settings.js';

/** Why less has to be done than now, one sentence; null: it has not. */
export function breachIn({ level, ...seen }: Measured, settings: DegradationSettings): string | null {
  const { minSamples, windowSeconds, validationMs, queueWaitMs } = settings;
  const window = (count: number) => `95th percentile of ${count} subjects in ${windowSeconds} s`;
  const took = seen.validationP95Ms ?? 0;
  if (seen.samples >= minSamples && took > limitOn(level, validationMs))
    return `Validation at ${coverageOn(level)} took ${inMs(took)} (${window(seen.samples)}), over the limit of ${inMs(limitOn(level, validationMs))}`;
  const waited = seen.queueWaitP95Ms ?? 0;
  if (seen.waits >= minSamples && waited > limitOn(level, queueWaitMs))
    return `The wait for a worker was ${inMs(waited)} (${window(seen.waits)}), over the limit of ${inMs(limitOn(level, queueWaitMs))}`;
  return null;
}

/** How many subjects have still to be tried at the next better level, one sentence each; none: enough were. */
export function shortageIn({ better }: Measured, { minSamples }: DegradationSettings): string[] {
  if (better === null || better.probes >= minSamples) return [];
  return [`${better.probes} of ${minSamples} subjects have been tried at ${coverageOn(better.level)}`];
}

/** What speaks against the next better level, one sentence each; none: nothing does. */
export function objectionsIn({ better, ...seen }: Measured, settings: DegradationSettings): string[] {
  if (better === null) return [];
  const { recoverBelow, validationMs, queueWaitMs } = settings;
  const { level, probes } = better;
  const against: string[] = [];
  const took = better.validationP95Ms ?? 0;
  const fast = recoverBelow * limitOn(level, validationMs);
  if (took >= fast)
    against.push(
      `Validation at ${coverageOn(level)} takes ${inMs(took)} (95th percentile of ${probes} tried), wanted under ${inMs(fast)}`,
    );
  const waited = seen.queueWaitP95Ms ?? 0;
  const short = recoverBelow * limitOn(level, queueWaitMs);
  if (waited >= short)
    against.push(`The wait for a worker is ${inMs(waited)} (95th percentile), wanted under ${inMs(short)}`);
  // probes wait as long as all others do now: what the better level would make of the wait has to be reckoned
  const load = better.load ?? 0;
  if (short < Infinity && load >= recoverBelow)
    against.push(
      `All subjects at ${coverageOn(level)} would keep the workers busy for ${inPercent(load)} of their time, wanted under ${inPercent(recoverBelow)}`,
    );
  return against;
}

function coverageOn(level: DegradationLevel): string {
  return `${COVERAGE_ON[level] ?? 'no'} coverage`;
}

function inMs(value: number): string {
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
}

function inPercent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
