import { describe, expect, test } from 'vitest';
import { timeText, untilFor, whileText } from '../../../src/cli/control/time.js';

const NOW = Date.UTC(2026, 0, 31, 12);
const until = untilFor('--until', () => NOW);

describe('--until', () => {
  test.each([
    ['30m', NOW + 30 * 60_000],
    ['1.5h', NOW + 90 * 60_000],
    ['2d', NOW + 48 * 3_600_000],
    ['90s', NOW + 90_000],
    ['2026-01-31T18:00Z', Date.UTC(2026, 0, 31, 18)],
    ['2026-01-31 18:00:30+02:00', Date.UTC(2026, 0, 31, 16, 0, 30)],
  ])('%j', (text, expected) => {
    expect(until(text)).toBe(expected);
  });

  // no unit, no time to come, no time of day, no time at all, more than a date can hold
  test.each(['30', '0m', '2026-01-31T11:59Z', '2026-02-01', '2026-02-31T25:00Z', 'soon', '', '-5m', '99999999999d'])(
    '%j is refused',
    (text) => {
      expect(() => until(text)).toThrow(
        `Expected a duration such as 30m, 2h or 1d, or a time to come such as 2026-01-31T18:00Z, for --until but received "${text}"`,
      );
    },
  );
});

test.each([
  [0, '0 s'],
  [-5000, '0 s'],
  [45_400, '45 s'],
  [59_600, '1 min'],
  [750_000, '12 min 30 s'],
  [3_600_000, '1 h'],
  [11_105_000, '3 h 5 min'],
  [172_800_000 + 59_000, '2 d'],
  [1e9, '11 d 13 h'],
])('%d ms is %s', (ms, text) => {
  expect(whileText(ms)).toBe(text);
});

test('times are told in UTC, to the second', () => {
  expect(timeText(NOW + 999)).toBe('2026-01-31 12:00:00 UTC');
});
