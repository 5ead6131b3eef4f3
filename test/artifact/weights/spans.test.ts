import fc from 'fast-check';
import { test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { sampleOf } from '../../../src/artifact/weights/spans.js';

const MIB = 2 ** 20;

test('a tensor of up to 1 MiB is read whole', () => {
  expect(sampleOf('a', MIB, 4)).toEqual([{ start: 0, bytes: MIB }]);
});

test('the places depend on the name alone', () => {
  expect(sampleOf('a', 64 * MIB, 4)).toEqual(sampleOf('a', 64 * MIB, 4));
  expect(sampleOf('a', 64 * MIB, 4)).not.toEqual(sampleOf('b', 64 * MIB, 4));
});

test.prop([fc.string(), fc.integer({ min: 2 * MIB, max: 2 ** 45 }), fc.constantFrom(1, 2, 4, 8, 18, 84, 210)], {
  numRuns: 300,
})(
  '16 windows in order from the first byte to the last, each of whole units and none over another',
  (name, most, unit) => {
    const bytes = most - (most % unit);
    const spans = sampleOf(name, bytes, unit);
    expect(spans).toHaveLength(16);
    expect(spans[0]?.start).toBe(0);
    expect(spans.at(-1)!.start + spans.at(-1)!.bytes).toBe(bytes);
    let end = 0;
    for (const { start, bytes: length } of spans) {
      expect([start % unit, length % unit]).toEqual([0, 0]);
      expect(start).toBeGreaterThanOrEqual(end);
      end = start + length;
    }
  },
);
