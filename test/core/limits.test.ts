import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { z } from 'zod';
import { accepts, rangeInWords, type Range } from '../../src/core/limits.js';

const anyRange: fc.Arbitrary<Range> = fc.record(
  {
    min: fc.integer({ min: -3, max: 3 }),
    over: fc.integer({ min: -3, max: 3 }),
    max: fc.integer({ min: -3, max: 3 }),
    whole: fc.boolean(),
  },
  { requiredKeys: [] },
);
const anyValue = fc.oneof(
  fc.integer({ min: -4, max: 4 }),
  fc.double({ min: -4, max: 4 }),
  fc.constantFrom(Number.NaN, Infinity, -Infinity, 2 ** 53, null, undefined, '1', true, [1]),
);

test.prop([anyRange, anyValue])('accepts what the schema of the configuration accepts', (range, value) => {
  let schema: z.ZodNumber = range.whole ? z.int() : z.number();
  if (range.min !== undefined) schema = schema.min(range.min);
  if (range.over !== undefined) schema = schema.gt(range.over);
  if (range.max !== undefined) schema = schema.max(range.max);
  expect(accepts(range, value)).toBe(schema.safeParse(value).success);
});

test.each<[Range, string]>([
  [{}, 'a number'],
  [{ whole: true, min: 1 }, 'an integer of at least 1'],
  [{ over: 0 }, 'a number over 0'],
  [{ over: 0, max: 1 }, 'a number over 0 and at most 1'],
  [{ min: -1, max: 1 }, 'a number from -1 to 1'],
  [{ max: 3 }, 'a number of at most 3'],
])('%j is in words: %s', (range, words) => {
  expect(rangeInWords(range)).toBe(words);
});

test.each([{}, { min: 0 }, { over: 0 }, { max: 1 }, { whole: true }] satisfies Range[])(
  '%j accepts neither what is no number nor what bounds nothing',
  (range) => {
    for (const value of [Number.NaN, Infinity, -Infinity, null, undefined, '1', true, [1], {}]) {
      expect(accepts(range, value)).toBe(false);
    }
  },
);

test('the ends of a range are in it, but for what is to be exceeded', () => {
  expect([-1, 0, 1, 2].filter((value) => accepts({ min: 0, max: 1 }, value))).toEqual([0, 1]);
  expect([-1, 0, 1, 2].filter((value) => accepts({ over: 0, max: 1 }, value))).toEqual([1]);
  expect(accepts({ whole: true }, Number.MAX_SAFE_INTEGER + 1)).toBe(false);
});
