import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NumberList } from '../../src/image/number-list.js';

// around the ends of pieces, and whatever comes between
const lengths = fc.oneof(fc.constantFrom(0, 1, 1023, 1024, 1025, 2048, 2049), fc.nat(5000));

test('a list of numbers gives back what was put into it, in as much memory as that takes', () => {
  fc.assert(
    fc.property(lengths, (length) => {
      const [whole, fractions] = [new NumberList(Uint32Array), new NumberList(Float64Array)];
      for (let value = 0; value < length; value++) {
        whole.push(7 * value);
        fractions.push(value / 3);
      }
      expect(whole.length).toBe(length);
      expect(whole.values()).toEqual(Uint32Array.from({ length }, (_, value) => 7 * value));
      expect(fractions.values()).toEqual(Float64Array.from({ length }, (_, value) => value / 3));
      expect(fractions.values().buffer.byteLength).toBe(8 * length);
    }),
    { numRuns: 20 },
  );
});
