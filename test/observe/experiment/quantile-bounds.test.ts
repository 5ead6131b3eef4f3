import { fc, test } from '@fast-check/vitest';
import { probit } from 'simple-statistics';
import { describe, expect } from 'vitest';
import { Histogram } from '../../../src/observe/experiment/histogram.js';
import { quantileBounds } from '../../../src/observe/experiment/quantile-bounds.js';
import { logNormal, randomFrom } from '../../support/random.js';
import { looks, mostErrors } from './peeking.js';

function histogramOf(values: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const value of values) histogram.add(value);
  return histogram;
}

const times = fc.array(fc.double({ min: 0, max: 1e7, noNaN: true }), { minLength: 1, maxLength: 200 });

test.prop([times, fc.double({ min: 0, max: 1, noNaN: true })])(
  'a histogram tells between which two numbers each rank lies, 2 % apart',
  (values, share) => {
    const rank = 1 + Math.floor(share * (values.length - 1));
    const truth = [...values].sort((a, b) => a - b)[rank - 1]!;
    const { from, to } = histogramOf(values).at(rank);
    // exp and log are right to 1e-15, and a value may be an end
    expect(truth).toBeGreaterThanOrEqual(from * (1 - 1e-12));
    expect(truth).toBeLessThanOrEqual(to * (1 + 1e-12));
    if (from > 0) expect(to / from).toBeCloseTo(1.01 / 0.99, 9);
  },
);

describe('bounds of a quantile', () => {
  test('are none of nothing, and one-sided of few', () => {
    expect(quantileBounds(new Histogram(), 0.5, 0.05)).toBeNull();
    expect(quantileBounds(histogramOf([1, 2, 3]), 0.5, 0.05)).toMatchObject({ low: null, high: null });
    const fifty = histogramOf(Array.from({ length: 50 }, (_, index) => index + 1));
    expect(quantileBounds(fifty, 0.95, 0.05)).toMatchObject({ low: expect.any(Number), high: null });
  });

  test('narrow with the number of values', () => {
    const width = (count: number) => {
      const { low, high } = quantileBounds(
        histogramOf(Array.from({ length: count }, (_, i) => 100 + i / count)),
        0.5,
        0.05,
      )!;
      return high! - low!;
    };
    // the class of the histogram is 2 wide here
    expect(width(10_000)).toBeLessThan(4.1);
    const spread = (count: number) => {
      const values = Array.from({ length: count }, (_, i) => 1 + (999 * i) / count);
      const { low, high } = quantileBounds(histogramOf(values), 0.5, 0.05)!;
      return high! - low!;
    };
    expect(spread(10_000)).toBeLessThan(spread(1000) / 2);
  });

  test.each([0.5, 0.95])('hold the true quantile %d at every look at once, but for alpha', (share) => {
    const [runs, alpha] = [150, 0.05];
    const truth = Math.exp(probit(share));
    const random = randomFrom(41);
    const at = new Set(looks(20_000));
    let errors = 0;
    for (let run = 0; run < runs; run++) {
      const histogram = new Histogram();
      let missed = false;
      for (let subject = 1; subject <= 20_000 && !missed; subject++) {
        histogram.add(logNormal(random, 1));
        if (!at.has(subject)) continue;
        const { low, high } = quantileBounds(histogram, share, alpha)!;
        missed = (low !== null && low > truth) || (high !== null && high < truth);
      }
      if (missed) errors += 1;
    }
    expect(errors).toBeLessThanOrEqual(mostErrors(runs, alpha));
  });
});
