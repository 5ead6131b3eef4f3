import { describe, expect, test } from 'vitest';
import {
  coverageText,
  doubtText,
  isWitnessed,
  savedShare,
  subjectName,
  summarize,
  verdictCounts,
  whyVerdict,
} from '../../src/report/summary.js';
import {
  check,
  everyKind,
  failing,
  notLookedAt,
  passing,
  report,
  tooManyColors,
  unexamined,
  unmeasured,
  warning,
} from './samples.js';

describe('a summary', () => {
  test('counts every verdict, the most urgent first', () => {
    expect(verdictCounts(summarize(everyKind))).toBe('1 fail, 2 inconclusive, 1 warn, 1 pass, 1 skipped');
  });

  test('counts as saved only what passed or warned: a ruined file saves nothing', () => {
    expect(summarize([passing, warning, failing, unmeasured, notLookedAt]).kept).toEqual({
      original: 20_000,
      output: 15_000,
      subjects: 2,
    });
  });

  test('has no share of an empty original, and a negative one where the output grew', () => {
    expect(savedShare({ original: 0, output: 10 })).toBeNull();
    expect(savedShare({ original: 10, output: 12 })).toBeCloseTo(-0.2);
  });
});

describe('how much was looked at', () => {
  const coverage = { level: 'sampled', framesCompared: 16, framesTotal: 64, couldOverturn: true } as const;

  test('is told in frames compared, but not for a lone picture', () => {
    expect(coverageText(report({ coverage }))).toBe('sampled coverage, 16 of 64 frames compared');
    const subject = { kind: 'image', file: { path: 'a.gif', bytes: 10, sha256: null } };
    expect(coverageText(report({ coverage, subject }))).toBe('sampled coverage');
  });

  test.each([
    ['full', 4, 4, 'full coverage, values of all 4 tensors read'],
    ['full', 1, 1, 'full coverage, values of 1 tensor read'],
    ['full', 36, 345, 'full coverage, values of 36 of 345 tensors read, of the others only headers'],
    ['structural', 0, 345, 'structural coverage, headers of 345 tensors read and no values'],
    ['full', 0, 0, 'full coverage'],
  ] as const)('is told of a model by what was read of its tensors: %s, %d of %d', (level, read, total, text) => {
    expect(coverageText(report({ coverage: { level, tensorsTotal: total, tensorsRead: read } }))).toBe(text);
  });

  test('leaves a doubt where the rest could change the verdict, with the reason', () => {
    expect(doubtText(report({ coverage: { ...coverage, reason: '48 were not compared' } }))).toBe(
      'What was not looked at could change this pass: 48 were not compared',
    );
    expect(doubtText(report({ coverage: { ...coverage, couldOverturn: false } }))).toBeNull();
    expect(doubtText(report())).toBeNull();
  });
});

describe('why a verdict is what it is', () => {
  test('a pass that what was not looked at could change says so at first sight', () => {
    const coverage = { level: 'structural', framesCompared: 0, framesTotal: 64, couldOverturn: true } as const;
    expect(whyVerdict(report({ coverage }))).toBe('What was not looked at could change this pass');
  });

  test('a failure comes before what could not be measured, and that before a warning', () => {
    const checks = [check('a', 'warned'), check('b', 'inconclusive'), tooManyColors];
    expect(whyVerdict(report({ verdict: 'fail', checks }))).toMatch(/^color_count: 50 distinct/);
    expect(whyVerdict(report({ verdict: 'inconclusive', checks: checks.slice(0, 2) }))).toMatch(/^b: /);
    expect(whyVerdict(report({ verdict: 'warn', checks: checks.slice(0, 1) }))).toMatch(/^a: /);
  });

  test('without checks it is the reason, and never silence', () => {
    expect(whyVerdict(unexamined)).toBe('The worker ran out of memory');
    expect(whyVerdict(report({ verdict: 'inconclusive', checks: [] }))).toBe('No check was run');
    expect(whyVerdict(passing)).toBe('');
  });

  test('a verdict is witnessed only by a check with the same outcome', () => {
    expect([passing, failing, warning, unmeasured].map(isWitnessed)).toEqual([true, true, true, true]);
    expect([unexamined, notLookedAt].map(isWitnessed)).toEqual([false, false]);
    expect(isWitnessed(report({ verdict: 'inconclusive', checks: [check('fps', 'skipped')] }))).toBe(false);
  });
});

test('a subject is named by its output, a lone image by its file, bytes by what they are', () => {
  const file = { path: 'x.gif', bytes: 1, sha256: null };
  expect(subjectName(passing)).toBe('out/a.gif');
  expect(subjectName(report({ subject: { kind: 'image', file } }))).toBe('x.gif');
  expect(subjectName(report({ subject: { kind: 'image', file: { ...file, path: null } } }))).toBe('(bytes)');
});
