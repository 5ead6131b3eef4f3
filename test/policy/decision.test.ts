import { expect, test } from 'vitest';
import { VERDICTS, type Outcome } from '../../src/core/outcome.js';
import { MODES, type CheckOutcome, type Coverage, type Mode } from '../../src/core/report.js';
import {
  actionFor,
  countedStanding,
  countedVerdict,
  enforcedVerdict,
  exitCodeOf,
  type EnforceRules,
} from '../../src/policy/decision.js';

const RULES: EnforceRules = { excused: false, onReducedCoverage: 'reject', degradedAway: false };
const OPEN = { provisional: 'more could be there' };
const DOUBTFUL: Coverage = { level: 'sampled', framesCompared: 1, framesTotal: 2, couldOverturn: true };

function check(id: string, outcome: Outcome, more: Partial<CheckOutcome> = {}): CheckOutcome {
  return { id, category: 'any', outcome, message: id, durationMs: 0, ...more };
}

function judged(mode: Mode, checks: CheckOutcome[]) {
  return { mode, checks, verdict: countedVerdict(checks, mode) };
}

test('only enforce rejects: fail and inconclusive', () => {
  const rejected = MODES.flatMap((mode) =>
    VERDICTS.filter((verdict) => actionFor({ verdict, mode, checks: [] }, RULES) === 'reject').map(
      (verdict) => `${mode} ${verdict}`,
    ),
  );
  expect(rejected).toEqual(['enforce fail', 'enforce inconclusive']);
});

test('a failed validator may be excused, a failed file never', () => {
  const excused = { ...RULES, excused: true };
  expect(actionFor(judged('enforce', [check('a', 'inconclusive')]), excused)).toBe('publish');
  expect(actionFor(judged('enforce', [check('a', 'failed')]), excused)).toBe('reject');
});

test('a check in shadow changes neither the verdict nor the action', () => {
  const report = judged('enforce', [check('a', 'passed'), check('b', 'failed', { mode: 'shadow' })]);
  expect(report.verdict).toBe('pass');
  expect(actionFor(report, RULES)).toBe('publish');
});

test('a check in alert changes the verdict, and only those in enforce the action', () => {
  const alerted = judged('enforce', [check('a', 'passed'), check('b', 'failed', { mode: 'alert' })]);
  expect(alerted.verdict).toBe('fail');
  expect(actionFor(alerted, RULES)).toBe('publish');
  const enforced = judged('enforce', [check('a', 'failed'), check('b', 'passed', { mode: 'alert' })]);
  expect(actionFor(enforced, RULES)).toBe('reject');
});

test('what was not looked at because of a check in shadow is open', () => {
  const blocked = check('b', 'skipped', { details: { blockedBy: 'a' } });
  const report = judged('enforce', [check('a', 'failed', { mode: 'shadow' }), blocked, check('c', 'passed')]);
  expect(report.verdict).toBe('inconclusive');
  expect(actionFor(report, RULES)).toBe('reject');
  expect(countedVerdict([check('a', 'failed'), blocked], 'enforce')).toBe('fail');
});

test('a check that nobody asked for settles nothing and leaves nothing open', () => {
  const report = judged('enforce', [check('a', 'skipped'), check('b', 'passed')]);
  expect(report.verdict).toBe('pass');
  expect(actionFor(report, RULES)).toBe('publish');
});

test('where none of the checks that enforce was run, nothing is published', () => {
  const report = judged('enforce', [check('a', 'passed', { mode: 'alert' }), check('b', 'passed', { mode: 'shadow' })]);
  expect(report.verdict).toBe('pass');
  expect(enforcedVerdict(report)).toBe('inconclusive');
  expect(actionFor(report, RULES)).toBe('reject');
});

test.each([
  ['reject', 'reject'],
  ['accept', 'publish'],
  ['queue-full-check', 'publish'],
] as const)('with onReducedCoverage %s a pass that could be overturned means %s', (onReducedCoverage, action) => {
  const rules = { ...RULES, onReducedCoverage };
  const open = check('a', 'passed', OPEN);
  expect(actionFor(judged('enforce', [open]), rules)).toBe(action);
  expect(actionFor(judged('alert', [open]), rules)).toBe('publish');
  expect(actionFor(judged('enforce', [check('a', 'failed', OPEN)]), rules)).toBe('reject');
  // nothing at all was looked at
  expect(actionFor({ verdict: 'skipped', mode: 'enforce', checks: [] }, { ...rules, degradedAway: true })).toBe(action);
  // nor by those that enforce
  const leftOut = judged('enforce', [check('a', 'skipped', OPEN), check('b', 'passed', { mode: 'alert' })]);
  expect(actionFor(leftOut, rules)).toBe(action);
});

test.each(['shadow', 'alert'] as const)('a failure in %s does not settle what enforces', (mode) => {
  const report = judged('enforce', [check('a', 'passed', OPEN), check('b', 'failed', { mode })]);
  expect(actionFor(report, RULES)).toBe('reject');
  const doubted = judged('enforce', [check('a', 'passed'), check('b', 'passed', { mode, ...OPEN })]);
  expect(actionFor(doubted, RULES)).toBe('publish');
});

test('what counts for the verdict counts for its standing', () => {
  const shadow = { mode: 'shadow' } as const;
  const hidden = [check('a', 'passed', OPEN), check('b', 'failed', shadow)];
  expect(countedStanding(hidden, 'alert')).toEqual({ couldOverturn: true, reason: OPEN.provisional });
  expect(countedStanding([check('a', 'passed'), check('b', 'passed', { ...OPEN, ...shadow })], 'alert')).toEqual({
    couldOverturn: false,
  });
  expect(countedStanding([check('a', 'passed', OPEN), check('b', 'failed')], 'shadow').couldOverturn).toBe(false);
});

test('strict takes what could be overturned for inconclusive', () => {
  const report = { ...judged('alert', [check('a', 'passed')]), coverage: DOUBTFUL };
  expect(exitCodeOf([report])).toBe(0);
  expect(exitCodeOf([report], { strict: true })).toBe(3);
  const standing = { ...DOUBTFUL, couldOverturn: false };
  expect(exitCodeOf([{ ...report, coverage: standing }], { strict: true })).toBe(0);
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
