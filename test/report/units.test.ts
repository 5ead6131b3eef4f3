import { describe, expect, test } from 'vitest';
import { bytesText } from '../../src/core/bytes-text.js';
import { durationText, percentText, savedText, valueText } from '../../src/report/units.js';

/** Numbers and their units never part at the end of a line. */
const spaced = (text: string) => text.replaceAll('\u00a0', ' ');

describe('bytes', () => {
  test.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.00 kB'],
    [8703, '8.70 kB'],
    [9995, '10.0 kB'],
    [99_950, '100 kB'],
    [999_499, '999 kB'],
    [999_500, '1.00 MB'],
    [12_345_678, '12.3 MB'],
    [5e15, '5000 TB'],
  ])('%d are %s', (bytes, text) => {
    expect(spaced(bytesText(bytes))).toBe(text);
  });
});

describe('shares and durations', () => {
  test('a share has one decimal, a typographic minus and no negative zero', () => {
    expect([0.5294, -0.1, -0.0001, 0].map((share) => spaced(percentText(share)))).toEqual([
      '52.9 %',
      '−10.0 %',
      '0.0 %',
      '0.0 %',
    ]);
  });

  test('bytes that grew are larger, not saved', () => {
    expect([0.5294, -0.066, 0].map((share) => spaced(savedText(share)))).toEqual([
      '52.9 % saved',
      '6.6 % larger',
      '0.0 % saved',
    ]);
  });

  test('a duration is in the unit people would use', () => {
    expect([0, 0.44, 35.2, 1234].map((ms) => spaced(durationText(ms)))).toEqual([
      'under 0.1 ms',
      '0.4 ms',
      '35 ms',
      '1.2 s',
    ]);
  });
});

describe('values', () => {
  test.each([
    [{ max: 37 }, 'max 37'],
    [{ union: 50, maxPerFrame: 22 }, 'union 50, maxPerFrame 22'],
    [{ size: { width: 3, height: 4 }, loopCount: null }, 'size (width 3, height 4), loopCount none'],
    [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], '1, 2, 3, 4, 5, 6, 7, 8, … 2 more'],
    [0.123456789, '0.1235'],
    [0.000012345, '0.0000123'],
    [1_234_567.5, '1234567.5'],
    [104_857_600, '104857600'],
    [true, 'true'],
    [[], 'none'],
    [{}, 'none'],
  ])('%j reads %s', (value, text) => {
    expect(valueText(value)).toBe(text);
  });
});
