import { expect, test } from 'vitest';
import { describe as describeValue, invalidArgument, PressproofError, UsageError } from '../../src/core/errors.js';

test('a bad argument is told in one wording, with the value as it was', () => {
  const error = invalidArgument('limits.fpsTolerance', 'a number from 0 to 1', Number.NaN);
  expect(error.message).toBe('Expected a number from 0 to 1 for limits.fpsTolerance but received NaN');
  expect(error).toBeInstanceOf(UsageError);
  expect(error).toBeInstanceOf(PressproofError);
  expect(error.name).toBe('UsageError');
});

test('long and undefined values stay readable', () => {
  expect(describeValue(undefined)).toBe('undefined');
  expect(describeValue('x'.repeat(500))).toHaveLength(120);
});

test('values without words in JSON are told by their type, not by a crash', () => {
  const circular: unknown[] = [];
  circular.push(circular);
  expect(describeValue(circular)).toBe('object');
  expect(describeValue(10n)).toBe('bigint');
  expect(describeValue(() => 1)).toBe('function');
  // deeper than JSON.stringify can go on any stack
  let deep: unknown[] = [];
  for (let level = 0; level < 100_000; level++) deep = [deep];
  expect(invalidArgument('mode', 'a mode', deep).message).toBe('Expected a mode for mode but received object');
});
