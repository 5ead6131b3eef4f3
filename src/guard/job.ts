import type { ColorCapability } from './expectation.js';
import type { GuardOptions } from './plan/options.js';

/** What guard needs of a compressor; every engine of pressproof has it, and so may anything else. */
export interface Compressor<Parameters, Result extends object> {
  readonly name: string;
  readonly capabilities?: readonly ColorCapability[];
  compress(input: string, output: string, parameters?: Parameters, signal?: AbortSignal): Promise<Result>;
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
