import type { Json } from '../core/check.js';
import { verdictOf } from '../core/outcome.js';
import type { CheckOutcome, Report } from '../core/report.js';
import { whyVerdict } from './summary.js';

/** One validation as GifLab's wrappers reported it. `is_valid` is null where nothing could be measured. */
export interface GifLabValidation {
  readonly is_valid: boolean | null;
  readonly validation_type: string;
  readonly expected: Json;
  readonly actual: Json;
  readonly error_message: string | null;
  readonly details: { readonly [key: string]: Json };
}

/** The fields that GifLab added to a wrapper's result. */
export interface GifLabResult {
  readonly validations: readonly GifLabValidation[];
  /** null: inconclusive or skipped. The original never told these from a pass. */
  readonly validation_passed: boolean | null;
  readonly validation_count: number;
  /** Why `validation_passed` is null, else null. */
  readonly validation_error: string | null;
}

/** GifLab judged shown fps under this name; total time, which it did not look at, belongs to it. */
const TIMING = 'timing_preservation';
const TIMING_CHECKS = ['fps', 'duration'];

/**
 * The report in the words of the Python original, GifLab's `add_validation_to_result`.
 * Names it knew are kept, `fps` and `duration` become one `timing_preservation`, others keep their id.
 * Checks that were skipped are left out, since the original had no such state.
 */
export function toGifLabResult(report: Report): GifLabResult {
  const done = report.checks.filter(({ outcome }) => outcome !== 'skipped');
  const timing = done.filter(({ id }) => TIMING_CHECKS.includes(id));
  const validations = done.flatMap((check) => {
    if (!timing.includes(check)) return [toValidation(check.id, [check])];
    return check === timing[0] ? [toValidation(TIMING, timing)] : [];
  });
  const passed = isValid(report.verdict);
  return {
    validations,
    validation_passed: passed,
    validation_count: validations.length,
    validation_error: passed === null ? whyVerdict(report) : null,
  };
}

function toValidation(type: string, checks: readonly CheckOutcome[]): GifLabValidation {
  const valid = isValid(verdictOf(checks.map(({ outcome }) => outcome)));
  const complaints = checks.filter(({ outcome }) => outcome === 'failed' || outcome === 'inconclusive');
  const single = checks.length === 1 ? checks[0] : undefined;
  return {
    is_valid: valid,
    validation_type: type,
    expected: single ? (single.expected ?? null) : byId(checks, ({ expected }) => expected),
    actual: single ? (single.actual ?? null) : byId(checks, ({ actual }) => actual),
    error_message: valid === true ? null : complaints.map(({ message }) => message).join('; '),
    details: single ? (single.details ?? {}) : byId(checks, ({ details }) => details),
  };
}

function byId(
  checks: readonly CheckOutcome[],
  pick: (check: CheckOutcome) => Json | undefined,
): { [id: string]: Json } {
  return Object.fromEntries(checks.map((check) => [check.id, pick(check) ?? null]));
}

function isValid(verdict: Report['verdict']): boolean | null {
  if (verdict === 'pass' || verdict === 'warn') return true;
  return verdict === 'fail' ? false : null;
}
