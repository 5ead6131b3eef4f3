import { describe, expect } from 'vitest';
import { test } from '@fast-check/vitest';
import { toGifLabResult } from '../../src/report/giflab.js';
import {
  anyReport,
  check,
  failing,
  notLookedAt,
  passing,
  report,
  tooManyColors,
  unexamined,
  unmeasured,
  warning,
} from './samples.js';

describe('the result of the Python original', () => {
  test('keeps the names it had and gives every field of a validation', () => {
    expect(toGifLabResult(failing)).toEqual({
      validation_passed: false,
      validation_count: 2,
      validation_error: null,
      validations: [
        {
          is_valid: true,
          validation_type: 'file_integrity',
          expected: null,
          actual: null,
          error_message: null,
          details: {},
        },
        {
          is_valid: false,
          validation_type: 'color_count',
          // numbers, as its readers compare them
          expected: 37,
          actual: 50,
          error_message: tooManyColors.message,
          details: { max: 37, union: 50, maxPerFrame: 22, originalUnion: 200 },
        },
      ],
    });
  });

  test('joins fps and duration to one timing_preservation, where the first of them stood', () => {
    const fps = check('fps', 'passed', { expected: { fps: 10 }, actual: { fps: 10 } });
    const duration = check('duration', 'failed', {
      expected: { ms: 1200 },
      actual: { ms: 600 },
      message: 'Half as long',
    });
    const { validations } = toGifLabResult(
      report({
        verdict: 'fail',
        checks: [check('frame_count', 'passed'), fps, duration, check('loop_count', 'passed')],
      }),
    );
    expect(validations.map(({ validation_type }) => validation_type)).toEqual([
      'frame_count',
      'timing_preservation',
      'loop_count',
    ]);
    expect(validations[1]).toMatchObject({
      is_valid: false,
      expected: { fps: 10, ms: 1200 },
      actual: { fps: 10, ms: 600 },
      error_message: 'Half as long',
    });
  });

  test('counts colours in the scope that was asked for, and without a limit expects none', () => {
    const actual = { union: 50, maxPerFrame: 22 };
    const checks = [
      check('color_count', 'passed', { expected: { max: 30, scope: 'frame' }, actual }),
      check('color_count', 'passed', { actual }),
      check('color_count', 'inconclusive'),
    ];
    const { validations } = toGifLabResult(report({ checks }));
    expect(validations.map(({ expected, actual: counted }) => [expected, counted])).toEqual([
      [30, 22],
      [null, 50],
      [null, null],
    ]);
  });

  test('adds the composite of the metrics that were measured to the details of quality', () => {
    // the second frame is identical: GifLab's 100 dB, an error of 0
    const frames = { ssim: [0.7, 1], psnr: [20, null], output: [0, 1] };
    const compared = check('quality_degradation', 'passed', { details: { pairing: 'presentation time', frames } });
    const [quality, unlooked] = toGifLabResult(
      report({ checks: [compared, check('quality_degradation', 'inconclusive')] }),
    ).validations;
    expect(quality?.details).toMatchObject({
      pairing: 'presentation time',
      frames,
      quality_type: 'enhanced_composite',
      metrics_summary: { ssim_mean: 0.85, psnr_mean: 60, mse_mean: 65_025 / 100 / 2 },
    });
    const weighted = 0.18 * 0.85 + 0.15 + 0.1 / (1 + Math.log10(325.125));
    expect(quality?.details['composite_quality']).toBeCloseTo(weighted / 0.43, 10);
    expect(unlooked?.details).toMatchObject({
      composite_quality: null,
      metrics_summary: { ssim_mean: null, psnr_mean: null, mse_mean: null },
    });
  });

  test('passes for pass and warn, and never for what was not measured', () => {
    const passed = [passing, warning, failing, unmeasured, unexamined, notLookedAt].map(
      (each) => toGifLabResult(each).validation_passed,
    );
    expect(passed).toEqual([true, true, false, null, null, null]);
    expect(toGifLabResult(unexamined).validation_error).toBe('The worker ran out of memory');
    expect(toGifLabResult(unmeasured).validations[1]).toMatchObject({
      is_valid: null,
      error_message: 'quality_degradation says inconclusive',
    });
  });

  test.prop([anyReport])('survives JSON and counts what it lists', (any) => {
    const result = toGifLabResult(any);
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
    expect(result.validation_count).toBe(result.validations.length);
    if (result.validation_passed === true) expect(['pass', 'warn']).toContain(any.verdict);
  });
});
