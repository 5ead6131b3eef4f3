import type { Report } from '../core/report.js';
import type { ColorCapability } from './expectation.js';
import type { ValidateOptions } from './options.js';

/** What guard needs of a compressor; every engine of pressproof has it, and so may anything else. */
export interface Compressor<Parameters, Result extends object> {
  readonly name: string;
  readonly capabilities?: readonly ColorCapability[];
  compress(input: string, output: string, parameters?: Parameters, signal?: AbortSignal): Promise<Result>;
}

export interface GuardOptions extends Omit<ValidateOptions, 'signal'> {
  /** Where enforce keeps rejected files and, beside each, its report. Created when needed. */
  readonly quarantineDir?: string | undefined;
  /** Whether enforce publishes when the validator itself failed (died, ran out of time). Default: it rejects. */
  readonly failOpen?: boolean | undefined;
  /** Gets every report, also those of shadow mode. What it throws goes to the log. */
  readonly onReport?: ((report: Report) => void | Promise<void>) | undefined;
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

/** The compressor alone, as if there were no guard. */
export function compressUnguarded<P, R extends object>({ compressor, ...job }: Job<P, R>): Promise<R> {
  return compressor.compress(job.input, job.output, job.parameters, job.signal);
}
