import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { quantile, spreadOf } from '../../bench/statistics.js';

const sample = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 30 });

describe('quantile', () => {
  test('interpolates between neighbours as NumPy does', () => {
    // numpy.percentile([10, 1, 7, 4], [25, 50, 75]) = [3.25, 5.5, 7.75]
    expect(spreadOf([10, 1, 7, 4])).toEqual({ q1: 3.25, median: 5.5, q3: 7.75 });
  });

  test.prop([sample, fc.double({ min: 0, max: 1, noNaN: true })])('lies within the sample', (values, share) => {
    const value = quantile(values, share);
    expect(value).toBeGreaterThanOrEqual(Math.min(...values));
    expect(value).toBeLessThanOrEqual(Math.max(...values));
  });

  test.prop([sample])('does not depend on the order', (values) => {
    expect(spreadOf(values.toReversed())).toEqual(spreadOf(values));
  });

  test('refuses an empty sample', () => {
    expect(() => quantile([], 0.5)).toThrow(/at least one value/);
  });
});
