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
