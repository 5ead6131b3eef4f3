import type { Report } from '../core/report.js';
import type { Asked } from './expectation.js';
import type { Compressor, PairPaths } from './job.js';
import type { Plan } from './plan/plan.js';

/** How a compressor of several stages works under a guard. Ours alone: what other compressors do, their output shows. */
export interface InGuard<Parameters, Result extends object> {
  /** What its parameters do not say. */
  readonly asked: Asked;
  /** The same compressor, looking at its stages as the plan wants it. */
  under(plan: Plan): {
    readonly compress: Compressor<Parameters, Result>['compress'];
    /** The report of what it made, the evidence of its stages included. */
    examine(result: Result, subject: PairPaths, plan: Plan): Promise<Report>;
  };
}

// beside the compressors rather than in them: their type is public, and a plan is not
const KNOWN = new WeakMap<object, unknown>();

/** Tells guards of a compressor how it works under them. */
export function teach<P, R extends object, C extends Compressor<P, R>>(compressor: C, how: InGuard<P, R>): C {
  KNOWN.set(compressor, how);
  return compressor;
}

/** null for a compressor that looks at nothing. */
export function inGuard<P, R extends object>(compressor: Compressor<P, R>): InGuard<P, R> | null {
  // `teach` saw to it that the types belong together
  return (KNOWN.get(compressor) ?? null) as InGuard<P, R> | null;
}
