import { expect, test } from 'vitest';
import type { Outcome, Verdict } from '../../src/core/outcome.js';
import { verdictOf } from '../../src/core/outcome.js';
import type { Report } from '../../src/core/report.js';
import { isValidatorFailure } from '../../src/guard/gate.js';

function report(...checks: readonly [outcome: Outcome, code?: string][]): Report {
  const verdict: Verdict = verdictOf(checks.map(([outcome]) => outcome));
  return {
    schemaVersion: 1,
    tool: { name: 'pressproof', version: '0.0.0' },
    suite: 'image',
    subject: { kind: 'image-pair' },
    operation: 'recompress',
    expectation: {},
    mode: 'enforce',
    verdict,
    coverage: { level: 'full', framesCompared: 0, framesTotal: 0 },
    checks: checks.map(([outcome, code], index) => ({
      id: `check_${index}`,
      category: 'any',
      outcome,
      message: '',
      ...(code !== undefined && { details: { code } }),
      durationMs: 0,
    })),
    startedAt: new Date(0).toISOString(),
    durationMs: 0,
  };
}

test.each<[string, boolean, Report]>([
  ['a dead worker', true, report(['inconclusive', 'worker_died'])],
  ['a crashed check among good ones', true, report(['passed'], ['inconclusive', 'check_crashed'])],
  ['checks that waited for a crashed one', true, report(['inconclusive', 'fact_failed'], ['inconclusive'])],
  [
    'a crash beside a damaged original',
    false,
    report(['inconclusive', 'timeout'], ['inconclusive', 'original_damaged']),
  ],
  ['a canvas over budget', false, report(['inconclusive', 'canvas_over_budget'])],
  ['no reason at all', false, report(['inconclusive'])],
  ['no check at all', false, report()],
  ['a crash beside a failed check', false, report(['failed'], ['inconclusive', 'worker_died'])],
  ['a pass', false, report(['passed'])],
])('%s: excused by failOpen %s', (_, excused, subject) => {
  expect(isValidatorFailure(subject)).toBe(excused);
});

test.each([
  'timeout',
  'queue_full',
  'worker_died',
  'task_failed',
  'validator_crashed',
  'check_crashed',
  'fact_failed',
  'reader_failed',
])('%s is a failure of the validator', (code) => {
  expect(isValidatorFailure(report(['passed'], ['inconclusive', code]))).toBe(true);
});

test.each(['file_changed', 'output_damaged', 'coverage_structural', 'no_original', 'dimensions_differ'])(
  '%s is none',
  (code) => {
    expect(isValidatorFailure(report(['passed'], ['inconclusive', code]))).toBe(false);
  },
);

test('a crash excuses no check that was not run because of a failure that does not enforce', () => {
  const [hidden, crashed, blocked] = report(['failed'], ['inconclusive', 'check_crashed'], ['skipped']).checks;
  const checks = [
    { ...hidden!, mode: 'shadow' as const },
    crashed!,
    { ...blocked!, details: { blockedBy: hidden!.id } },
  ];
  expect(isValidatorFailure({ mode: 'enforce', checks })).toBe(false);
  expect(isValidatorFailure({ mode: 'enforce', checks: checks.slice(0, 2) })).toBe(true);
});
