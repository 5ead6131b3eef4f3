import type { Report } from '../core/report.js';
import type { Asked, ColorCapability } from './expectation.js';
import type { GuardOptions } from './plan/options.js';
import type { Plan } from './plan/plan.js';

/** What guard needs of a compressor; every engine of pressproof has it, and so may anything else. */
export interface Compressor<Parameters, Result extends object> {
  readonly name: string;
  readonly capabilities?: readonly ColorCapability[];
  compress(input: string, output: string, parameters?: Parameters, signal?: AbortSignal): Promise<Result>;
  readonly [IN_GUARD]?: InGuard<Parameters, Result>;
}

/** How a compressor of several stages works under a guard. Ours alone: what other compressors do, their output shows. */
export const IN_GUARD: unique symbol = Symbol('pressproof.inGuard');

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

/** One guarded compression. */
export interface Job<Parameters, Result extends object> {
  readonly compressor: Compressor<Parameters, Result>;
  readonly options: GuardOptions;
  readonly input: string;
  readonly output: string;
  readonly parameters: Parameters | undefined;
  readonly signal: AbortSignal | undefined;
}

/** A subject of files. */
export interface PairPaths {
  readonly original: { readonly path: string };
  readonly output: { readonly path: string };
}

/** The compressor alone, as if there were no guard. */
export function compressUnguarded<P, R extends object>({ compressor, ...job }: Job<P, R>): Promise<R> {
  return compressor.compress(job.input, job.output, job.parameters, job.signal);
}
