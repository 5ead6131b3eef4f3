import { fc, test } from '@fast-check/vitest';
import { createHash } from 'node:crypto';
import { describe, expect } from 'vitest';
import { drawOf, isSampled } from '../../src/policy/sampling.js';

const keys = Array.from({ length: 10_000 }, (_, index) => createHash('sha256').update(String(index)).digest('hex'));

describe('the draw', () => {
  test.prop([fc.string(), fc.string()])('is a number from 0 up to 1, the same each time', (salt, key) => {
    const draw = drawOf(salt, key);
    expect(draw).toBeGreaterThanOrEqual(0);
    expect(draw).toBeLessThan(1);
    expect(drawOf(salt, key)).toBe(draw);
  });

  test('is the one that other programs can compute: first 48 bits of HMAC-SHA256(salt, key)', () => {
    expect(drawOf('salt', 'abc')).toBe(Number.parseInt(hmacHead('salt', 'abc'), 16) / 2 ** 48);
  });

  test('takes nobody at rate 0 and everybody at rate 1', () => {
    expect(keys.filter((key) => isSampled(0, 's', key))).toEqual([]);
    expect(keys.filter((key) => isSampled(1, 's', key))).toHaveLength(keys.length);
  });

  test.prop([fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), fc.string()])(
    'keeps whom a lower rate took when the rate rises',
    (a, b, key) => {
      const [low, high] = a < b ? [a, b] : [b, a];
      if (isSampled(low, 's', key)) expect(isSampled(high, 's', key)).toBe(true);
    },
  );

  test.each([0.01, 0.1, 0.5, 0.9])('takes the share %d of 10,000 subjects', (rate) => {
    const taken = keys.filter((key) => isSampled(rate, 's', key)).length / keys.length;
    // five standard deviations of a binomial share
    expect(Math.abs(taken - rate)).toBeLessThan(5 * Math.sqrt((rate * (1 - rate)) / keys.length));
  });

  test('under two salts takes subjects independently of each other', () => {
    const both = keys.filter((key) => isSampled(0.5, 'a', key) && isSampled(0.5, 'b', key)).length / keys.length;
    expect(Math.abs(both - 0.25)).toBeLessThan(5 * Math.sqrt((0.25 * 0.75) / keys.length));
  });
});

/** The definition of HMAC written out: H((K ^ opad) || H((K ^ ipad) || m)), block of 64 bytes. */
function hmacHead(salt: string, key: string): string {
  const block = Buffer.concat([Buffer.from(salt), Buffer.alloc(64)]).subarray(0, 64);
  const inner = createHash('sha256')
    .update(block.map((byte) => byte ^ 0x36))
    .update(key)
    .digest();
  const outer = createHash('sha256')
    .update(block.map((byte) => byte ^ 0x5c))
    .update(inner)
    .digest('hex');
  return outer.slice(0, 12);
}
