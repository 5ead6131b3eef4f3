import { UsageError } from '../core/errors.js';

/** A name of the original with the field that means the same here and the factor between their units. */
interface Counterpart {
  readonly field: string;
  readonly factor: number;
}

const COUNTERPARTS = byName<Counterpart>({
  // a share of the expected count instead of the original's: never looser
  FRAME_RATIO_TOLERANCE: { field: 'limits.frameAllowance', factor: 1 },
  MIN_FRAMES_REQUIRED: { field: 'limits.minFrames', factor: 1 },
  COLOR_COUNT_TOLERANCE: { field: 'limits.colorTolerance', factor: 1 },
  FPS_TOLERANCE: { field: 'limits.fpsTolerance', factor: 1 },
  MIN_FPS: { field: 'limits.minFps', factor: 1 },
  MAX_FPS: { field: 'limits.maxFps', factor: 1 },
  TIMING_MAX_DRIFT_MS: { field: 'limits.maxDriftMs', factor: 1 },
  MIN_FILE_SIZE_BYTES: { field: 'limits.minBytes', factor: 1 },
  // the original divides bytes by 1024 x 1024 and calls it MB
  MAX_FILE_SIZE_MB: { field: 'limits.maxBytes', factor: 2 ** 20 },
  VALIDATION_TIMEOUT_MS: { field: 'pool.timeoutMs', factor: 1 },
});

/** Names of the original that mean nothing here, and what to do instead. */
const WITHOUT_COUNTERPART = byName<string>({
  ENABLE_WRAPPER_VALIDATION: 'write mode: off or mode: alert',
  FAIL_ON_VALIDATION_ERROR: 'write mode: enforce, which rejects what is not fit',
  LOG_VALIDATION_FAILURES: 'every failure is in the report; logLevel sets what is logged',
  MIN_COLOR_REDUCTION_PERCENT: 'meeting the colour limit is enough, however few colours were taken away',
  TIMING_VALIDATION_ENABLED: 'write checks.duration.enabled',
  TIMING_VALIDATION_ALERT_ON_FAILURE: 'the mode decides what a failure does',
  TIMING_GRID_MS: 'presentation times are compared as they are, not on a grid',
  TIMING_DURATION_DIFF_THRESHOLD: 'total time is judged as a share, by limits.durationTolerance',
  TIMING_ALIGNMENT_ACCURACY_MIN: 'every frame has to appear within limits.maxDriftMs',
});

/**
 * The field and value here for an upper-case name of the original's ValidationConfig; null for any other name.
 * @throws UsageError `no_counterpart`, with what to do instead
 */
export function fromGifLabName(
  name: string,
  value: unknown,
): { readonly field: string; readonly value: unknown } | null {
  const reason = WITHOUT_COUNTERPART.get(name);
  if (reason !== undefined) {
    throw new UsageError('no_counterpart', `${name} of GifLab has no counterpart here: ${reason}`);
  }
  const counterpart = COUNTERPARTS.get(name);
  if (!counterpart) return null;
  const converted = typeof value === 'number' ? Math.round(value * counterpart.factor * 1e9) / 1e9 : value;
  return { field: counterpart.field, value: converted };
}

/** A map, because names come from files, and every object has a `constructor`. */
function byName<T>(table: Readonly<Record<string, T>>): ReadonlyMap<string, T> {
  return new Map(Object.entries(table));
}
