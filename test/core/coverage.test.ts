import { expect, test } from 'vitest';
import { COVERAGE_LEVELS, leastCoverage, standing } from '../../src/core/coverage.js';

const passed = { outcome: 'passed' } as const;
const open = (outcome: 'passed' | 'failed' | 'skipped', provisional = 'it is half seen') => ({ outcome, provisional });

test('a verdict stands when everything was looked at', () => {
  expect(standing([passed, { outcome: 'failed' }])).toEqual({ couldOverturn: false });
  expect(standing([])).toEqual({ couldOverturn: false });
});

test('a pass falls with any check that what is missing could change', () => {
  expect(standing([passed, open('passed')])).toEqual({ couldOverturn: true, reason: 'it is half seen' });
  expect(standing([passed, open('skipped'), open('passed', 'so is that')])).toEqual({
    couldOverturn: true,
    reason: 'it is half seen; so is that',
  });
});

test('a failure stands as long as one of its checks does', () => {
  expect(standing([open('passed'), { outcome: 'failed' }])).toEqual({ couldOverturn: false });
  expect(standing([open('failed'), { outcome: 'failed' }])).toEqual({ couldOverturn: false });
  expect(standing([open('failed'), open('failed')])).toEqual({ couldOverturn: true, reason: 'it is half seen' });
});

test('of two levels the one that looks at less holds', () => {
  const least = COVERAGE_LEVELS.map((a) => COVERAGE_LEVELS.map((b) => leastCoverage(a, b)));
  expect(least).toEqual([
    ['full', 'sampled', 'structural'],
    ['sampled', 'sampled', 'structural'],
    ['structural', 'structural', 'structural'],
  ]);
});
