import { describe, expect, test } from 'vitest';
import { momentFor, untilFor } from '../../src/cli/moment.js';

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

describe('--since', () => {
  const since = momentFor('--since', () => NOW);

  test.each([
    ['90s', NOW - 90_000],
    ['24h', NOW - 24 * 3_600_000],
    ['7d', NOW - 7 * 24 * 3_600_000],
    ['2026-01-30', Date.UTC(2026, 0, 30)],
    ['2026-01-31T09:00Z', Date.UTC(2026, 0, 31, 9)],
  ])('%j', (text, expected) => {
    expect(since(text)).toBe(expected);
  });

  // no unit, no day of that month, no time at all
  test.each(['24', '2026-02-31T25:00Z', 'yesterday', ''])('%j is refused', (text) => {
    expect(() => since(text)).toThrow(
      `Expected a time such as 30m, 24h, 7d (ago) or 2026-01-31T09:00Z for --since but received "${text}"`,
    );
  });
});
