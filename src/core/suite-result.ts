import type { CheckOutcome, Coverage, SubjectRef } from './report.js';

/** A verdict's evidence, as workers send it; the verdict itself follows from the outcomes (outcome.ts). */
export interface SuiteResult {
  readonly subject: SubjectRef;
  readonly checks: readonly CheckOutcome[];
  readonly coverage: Coverage;
}
