import { expect, test } from 'vitest';
import { VERDICTS } from '../../src/core/outcome.js';
import { MODES } from '../../src/core/report.js';
import { actionFor, exitCodeOf } from '../../src/policy/decision.js';

test('only enforce rejects: fail and inconclusive', () => {
  const rejected = MODES.flatMap((mode) =>
    VERDICTS.filter((verdict) => actionFor(verdict, mode) === 'reject').map((verdict) => `${mode} ${verdict}`),
  );
  expect(rejected).toEqual(['enforce fail', 'enforce inconclusive']);
});

test('a failed validator may be excused, a failed file never', () => {
  expect(actionFor('inconclusive', 'enforce', true)).toBe('publish');
  expect(actionFor('fail', 'enforce', true)).toBe('reject');
});

test.each(['alert', 'enforce'] as const)('in %s the exit code carries the verdict', (mode) => {
  const codes = Object.fromEntries(VERDICTS.map((verdict) => [verdict, exitCodeOf([{ verdict, mode }])]));
  expect(codes).toEqual({ pass: 0, warn: 0, fail: 1, inconclusive: 3, skipped: 0 });
  expect(exitCodeOf([{ verdict: 'warn', mode }], { strict: true })).toBe(1);
});

test.each(['shadow', 'off'] as const)('in %s it never does', (mode) => {
  expect(VERDICTS.map((verdict) => exitCodeOf([{ verdict, mode }], { strict: true }))).toEqual([0, 0, 0, 0, 0]);
});

test('over many subjects a failure is stronger than what could not be measured', () => {
  const mode = 'alert';
  expect(
    exitCodeOf([
      { verdict: 'inconclusive', mode },
      { verdict: 'fail', mode },
    ]),
  ).toBe(1);
  expect(
    exitCodeOf([
      { verdict: 'inconclusive', mode },
      { verdict: 'pass', mode },
    ]),
  ).toBe(3);
  expect(exitCodeOf([])).toBe(0);
});
