import { expect, test } from 'vitest';
import { minuteText, timeText, whileText } from '../../src/report/times.js';

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

test('times are told in UTC, to the second or the minute', () => {
  const noon = Date.UTC(2026, 0, 31, 12);
  expect(timeText(noon + 999)).toBe('2026-01-31 12:00:00 UTC');
  expect(timeText('2026-01-31T13:00:00+01:00')).toBe('2026-01-31 12:00:00 UTC');
  expect(minuteText(noon + 59_999)).toBe('2026-01-31 12:00');
});
