import { PressproofError, reasonOf } from '../../core/errors.js';
import type { Report } from '../../core/report.js';

/**
 * A stage of a pipeline could not do its work, and nothing was written. The code is that of its cause (`engine_failed`
 * where that has none); `stage_failed`: it did, but what it made is unfit and the pipeline was to stop there.
 */
export class PipelineError extends PressproofError {
  /** Position of the stage, from 0. */
  readonly stage: number;
  /** Of what the stage made; null where it made nothing. */
  readonly report: Report | null;

  constructor(code: string, message: string, at: { stage: number; report: Report | null }, options?: ErrorOptions) {
    super(code, message, options);
    this.stage = at.stage;
    this.report = at.report;
  }

  static of(cause: unknown, stage: number, title: string): PipelineError {
    const code = cause instanceof PressproofError ? cause.code : 'engine_failed';
    return new PipelineError(code, `${title}: ${reasonOf(cause)}`, { stage, report: null }, { cause });
  }
}
