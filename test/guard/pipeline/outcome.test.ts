import { describe, expect, test } from 'vitest';
import type { CheckOutcome, Report } from '../../../src/core/report.js';
import { addedMost } from '../../../src/guard/pipeline/added-most.js';
import { blameOf, stagesOutcome } from '../../../src/guard/pipeline/outcome.js';
import type { StageResult } from '../../../src/guard/pipeline/result.js';
import { check, report } from '../../report/samples.js';

function stage(index: number, judged: Report | null): StageResult {
  return { stages: [index], engine: 'engine', parameters: { colors: 8 }, report: judged, compressed: {} };
}

const passed = report();

describe('a stage that could not be judged', () => {
  const lost = check('file_integrity', 'inconclusive', { details: { code: 'timeout' } });
  const open = report({ verdict: 'inconclusive', reason: 'it took too long', checks: [lost] });

  test('leaves the pipeline open, and keeps the code that says whose failure it is', () => {
    expect(stagesOutcome([stage(0, passed), stage(1, open)], passed)).toMatchObject({
      outcome: 'inconclusive',
      message: 'stage 2 (engine colors=8) could not be judged: it took too long',
      details: { code: 'timeout', cause: null, failedStage: null },
    });
  });

  test('is not what counts where another is unfit', () => {
    const unfit = report({ verdict: 'fail', checks: [check('duration', 'failed')] });
    expect(stagesOutcome([stage(0, open), stage(1, unfit)], null)).toMatchObject({
      outcome: 'failed',
      details: { failedStage: 1 },
    });
  });
});

describe('modes of single checks', () => {
  test('what failed at a stage only under alert rejects nothing in enforce', () => {
    const alone = check('color_count', 'failed', { mode: 'alert' });
    const unfit = report({ mode: 'enforce', verdict: 'fail', checks: [check('duration', 'passed'), alone] });
    expect(stagesOutcome([stage(0, unfit)], passed)).toMatchObject({ outcome: 'failed', mode: 'alert' });
  });

  test('what failed at a stage only in shadow is not named', () => {
    const trial = check('color_count', 'failed', { mode: 'shadow' });
    const unfit = report({ verdict: 'fail', checks: [trial, check('duration', 'failed')] });
    expect(stagesOutcome([stage(0, unfit)], passed).message).not.toContain('color_count');
  });

  test('the end that fails only under alert accumulated under alert', () => {
    const end = report({ verdict: 'fail', checks: [check('fps', 'failed', { mode: 'alert' })] });
    expect(stagesOutcome([stage(0, passed)], end)).toMatchObject({ outcome: 'failed', mode: 'alert' });
  });
});

describe('who added most', () => {
  const quality = (actual: CheckOutcome['actual'], more: Partial<CheckOutcome> = {}) =>
    report({ checks: [check('quality_degradation', 'passed', { actual: actual ?? null, ...more })] });
  const broken = (limit: string) => check('quality_degradation', 'failed', { details: { brokenLimits: [limit] } });

  test.each([
    ['minSsim', [{ minSsim: 0.9 }, { minSsim: 0.7 }, { minSsim: 1 }], 1],
    ['minSsimulacra2', [{ minSsimulacra2: 80 }, { minSsimulacra2: 95 }], 0],
    ['maxDeltaE', [{ maxDeltaE: 1 }, { maxDeltaE: 6 }], 1],
    ['minPsnr', [{ minPsnr: 30 }, { minPsnr: 20 }, { minPsnr: null }], 1],
    ['minSsim', [{ minSsim: 1 }, { minSsim: 1 }], null],
    ['minSsim', [{}, null], null],
  ] as const)('%s of %j: %s', (limit, figures, most) => {
    expect(
      addedMost(
        broken(limit),
        figures.map((actual, index) => stage(index, quality(actual))),
      ),
    ).toBe(most);
  });

  test('by numbers against what was expected where the check has no limits by name', () => {
    const lasts = (ms: number) =>
      report({ checks: [check('duration', 'passed', { expected: { durationMs: 100 }, actual: { durationMs: ms } })] });
    expect(addedMost(check('duration', 'failed'), [stage(0, lasts(104)), stage(1, lasts(95))])).toBe(1);
  });

  test('nobody, of stages that nobody looked at', () => {
    expect(addedMost(broken('minSsim'), [stage(0, null)])).toBeNull();
  });
});

test('reports of anything but pipelines blame nobody', () => {
  expect(blameOf(passed)).toEqual({ cause: null, failedStage: null, addedMost: null });
});
