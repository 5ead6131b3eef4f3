import { describe, expect, test } from 'vitest';
import { entriesOf, resolveSettings } from '../../src/config/index.js';

function resolved(limits: object) {
  return resolveSettings({ flags: entriesOf({ limits }, 'file a.yaml', ' in a.yaml'), env: {} }).settings;
}

describe("names of the original's ValidationConfig", () => {
  test('mean the limit of the same sense, in its unit', () => {
    const { limits, pool } = resolved({
      FRAME_RATIO_TOLERANCE: 0.1,
      MIN_FRAMES_REQUIRED: 2,
      COLOR_COUNT_TOLERANCE: 5,
      FPS_TOLERANCE: 0.2,
      MIN_FPS: 0.5,
      MAX_FPS: 30,
      TIMING_MAX_DRIFT_MS: 80,
      MIN_FILE_SIZE_BYTES: 100,
      MAX_FILE_SIZE_MB: 2.5,
      VALIDATION_TIMEOUT_MS: 5000,
    });
    expect(limits).toMatchObject({
      frameAllowance: 0.1,
      minFrames: 2,
      colorTolerance: 5,
      fpsTolerance: 0.2,
      minFps: 0.5,
      maxFps: 30,
      maxDriftMs: 80,
      minBytes: 100,
      maxBytes: 2_621_440,
    });
    expect(pool.timeoutMs).toBe(5000);
  });

  test('are refused under their own name when the value is wrong', () => {
    expect(() => resolved({ COLOR_COUNT_TOLERANCE: -1 })).toThrow(
      'Expected an integer of at least 0 for limits.COLOR_COUNT_TOLERANCE in a.yaml but received -1',
    );
    expect(() => resolved({ MAX_FILE_SIZE_MB: 'big' })).toThrow(
      'for limits.MAX_FILE_SIZE_MB in a.yaml but received "big"',
    );
  });

  test.each([
    ['ENABLE_WRAPPER_VALIDATION', 'mode: off'],
    ['FAIL_ON_VALIDATION_ERROR', 'mode: enforce'],
    ['LOG_VALIDATION_FAILURES', 'logLevel'],
    ['MIN_COLOR_REDUCTION_PERCENT', 'is enough'],
    ['TIMING_VALIDATION_ENABLED', 'checks.duration.enabled'],
    ['TIMING_VALIDATION_ALERT_ON_FAILURE', 'mode'],
    ['TIMING_GRID_MS', 'grid'],
    ['TIMING_DURATION_DIFF_THRESHOLD', 'limits.durationTolerance'],
    ['TIMING_ALIGNMENT_ACCURACY_MIN', 'limits.maxDriftMs'],
  ])('%s has no counterpart and says what to do instead', (name, advice) => {
    expect(() => resolved({ [name]: 1 })).toThrow(
      new RegExp(`^${name} of GifLab has no counterpart here: .*${advice}`),
    );
  });

  test.each(['FRAME_TOLERANCE', 'constructor', 'toString', '__proto__'])(
    'that the original never had are unknown fields: %s',
    (name) => {
      const limits = JSON.parse(`{ "${name}": 1 }`) as object;
      expect(() => resolved(limits)).toThrow(`Unknown field limits.${name} in a.yaml`);
    },
  );
});
