import type { Json } from '../core/check.js';
import { verdictOf } from '../core/outcome.js';
import type { CheckOutcome, Report } from '../core/report.js';
import { doesCount } from './check-mode.js';
import { gifLabComposite } from './giflab-composite.js';
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

const COLORS = 'color_count';
const QUALITY = 'quality_degradation';

/** What GifLab took for the PSNR of identical pictures, which is infinite. */
const IDENTICAL_DB = 100;
/** The squared range of 8 bits, PSNR's numerator. */
const PEAK_SQUARED = 255 ** 2;

/**
 * The report in the words of the Python original, GifLab's `add_validation_to_result`.
 * Names it knew are kept, `fps` and `duration` become one `timing_preservation`, others keep their id.
 * Checks that were skipped or do not count are left out, since the original had no such states.
 */
export function toGifLabResult(report: Report): GifLabResult {
  const done = report.checks.filter((check) => check.outcome !== 'skipped' && doesCount(check, report));
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
  return {
    is_valid: valid,
    validation_type: type,
    error_message: valid === true ? null : complaints.map(({ message }) => message).join('; '),
    ...evidence(type, checks),
  };
}

type Evidence = Pick<GifLabValidation, 'expected' | 'actual' | 'details'>;

function evidence(type: string, checks: readonly CheckOutcome[]): Evidence {
  if (type === COLORS) return inColors(checks);
  if (type === QUALITY) return inMetrics(checks);
  if (type !== TIMING) {
    const [{ expected = null, actual = null, details = {} } = {}] = checks;
    return { expected, actual, details };
  }
  // side by side, so that `fps` is where it was
  return {
    expected: together(checks, ({ expected }) => expected),
    actual: together(checks, ({ actual }) => actual),
    details: together(checks, ({ details }) => details),
  };
}

/** Numbers, as the original had them; what else was said goes to the details. */
function inColors(checks: readonly CheckOutcome[]): Evidence {
  const expected = together(checks, (check) => check.expected);
  const actual = together(checks, (check) => check.actual);
  const counted = expected['scope'] === 'frame' ? actual['maxPerFrame'] : actual['union'];
  return {
    expected: expected['max'] ?? null,
    actual: counted ?? null,
    details: { ...expected, ...actual, ...together(checks, ({ details }) => details) },
  };
}

/** With GifLab's composite of those of its metrics that are measured here; its other metrics have no say in it. */
function inMetrics([check]: readonly CheckOutcome[]): Evidence {
  const { expected = null, actual = null, details = {} } = check ?? {};
  const frames = details['frames'];
  const psnrs = numbers(frames, 'psnr');
  const metrics = {
    ssim_mean: mean(numbers(frames, 'ssim').filter((value) => value !== null)),
    psnr_mean: mean(psnrs.map((value) => value ?? IDENTICAL_DB)),
    mse_mean: mean(psnrs.map((value) => (value === null ? 0 : PEAK_SQUARED / 10 ** (value / 10)))),
  };
  const composite = { composite_quality: gifLabComposite(metrics), quality_type: 'enhanced_composite' };
  return { expected, actual, details: { ...details, ...composite, metrics_summary: metrics } };
}

/** A column of the frames' figures; empty where nothing was compared. */
function numbers(frames: Json | undefined, column: string): (number | null)[] {
  if (typeof frames !== 'object' || frames === null || !(column in frames)) return [];
  const values = (frames as Readonly<Record<string, Json>>)[column];
  return isList(values) ? values.filter((value) => value === null || typeof value === 'number') : [];
}

/** Array.isArray alone makes an `any[]` of a read-only array. */
function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** null without numbers. */
function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function together(
  checks: readonly CheckOutcome[],
  pick: (check: CheckOutcome) => Json | undefined,
): { [name: string]: Json } {
  return Object.assign({}, ...checks.map(pick).filter((value) => typeof value === 'object')) as {
    [name: string]: Json;
  };
}

function isValid(verdict: Report['verdict']): boolean | null {
  if (verdict === 'pass' || verdict === 'warn') return true;
  return verdict === 'fail' ? false : null;
}
