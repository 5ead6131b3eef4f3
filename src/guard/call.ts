import { askedOf } from './expectation.js';
import { inGuard } from './in-guard.js';
import type { Job } from './job.js';
import type { CallOptions, GuardOptions } from './plan/options.js';

/** The options of one compression, with what its output is asked to keep to: as stated, else what its parameters ask for. */
export function callOf<P, R extends object>(job: Job<P, R>): GuardOptions & CallOptions {
  const { compressor, options, parameters, signal } = job;
  const asked = inGuard(compressor)?.asked ?? askedOf(parameters, compressor.capabilities ?? []);
  return {
    ...options,
    operation: options.operation ?? asked.operation,
    expectation: options.expectation ?? asked.expectation,
    signal,
  };
}
