import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { ATTEMPTS, DeliveryError, pauseAfter, retryAfterMs } from '../../../src/observe/alerts/delivery.js';

describe('the pause before another attempt', () => {
  const error = new DeliveryError('500', true);

  test.prop([fc.integer({ min: 1, max: 4 }), fc.double({ min: 0, max: 1, noNaN: true })])(
    'grows fourfold, and half of it is drawn',
    (failed, draw) => {
      const full = 1000 * 4 ** (failed - 1);
      const pause = pauseAfter(failed, error, ATTEMPTS, draw);
      expect(pause).toBeGreaterThanOrEqual(full / 2);
      expect(pause).toBeLessThanOrEqual(full);
    },
  );

  test('is what the receiver asks for where that is longer, up to five minutes', () => {
    const asking = (ms: number) => new DeliveryError('429', true, ms);
    expect(pauseAfter(1, asking(30_000), ATTEMPTS, 1)).toBe(30_000);
    expect(pauseAfter(1, asking(10), ATTEMPTS, 1)).toBe(1000);
    expect(pauseAfter(1, asking(86_400_000), ATTEMPTS, 1)).toBe(300_000);
  });
});

test.each([
  ['120', 120_000],
  ['0', 0],
  ['Sun, 06 Nov 1994 08:49:37 GMT', 37_000],
  ['Sun, 06 Nov 1994 08:00:00 GMT', 0],
  ['soon', null],
  ['', null],
  ['-5', null],
  [undefined, null],
])('Retry-After %j is %j ms', (header, expected) => {
  expect(retryAfterMs(header, Date.UTC(1994, 10, 6, 8, 49, 0))).toBe(expected);
});
