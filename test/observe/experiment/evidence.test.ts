import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { ANY_SHARE, logEvidence, shareBounds } from '../../../src/observe/experiment/evidence.js';
import { randomFrom } from '../../support/random.js';
import { mostErrors, SUBJECTS } from './peeking.js';

const counts = fc.array(fc.nat(5000), { minLength: 2, maxLength: 5 });
const positive = fc.double({ min: 0.05, max: 100, noNaN: true });

describe('evidence', () => {
  test('is none before the first count', () => {
    expect(logEvidence([0, 0], ANY_SHARE, [0.3, 0.7])).toBeCloseTo(0, 12);
  });

  test.prop([
    counts,
    fc.array(positive, { minLength: 5, maxLength: 5 }),
    fc.array(positive, { minLength: 5, maxLength: 5 }),
  ])(
    'is a martingale where the division is right: on average the next subject changes nothing',
    (seen, priors, weights) => {
      const prior = seen.map((_, index) => priors[index]!);
      const sum = seen.reduce((total, _, index) => total + weights[index]!, 0);
      const division = seen.map((_, index) => weights[index]! / sum);
      const now = logEvidence(seen, prior, division);
      const next = seen.map((count, index) => logEvidence(seen.with(index, count + 1), prior, division) - now);
      const expected = next.reduce((mean, log, index) => mean + division[index]! * Math.exp(log), 0);
      // gammaln is right to 1e-15 of its value, which is under 2.5e5 for 25,000 subjects
      expect(expected).toBeCloseTo(1, 7);
    },
  );
});

describe('bounds of a share', () => {
  const trials = fc.nat(20_000).chain((of) => fc.tuple(fc.nat(of), fc.constant(of)));

  test.prop([trials, fc.double({ min: 0.001, max: 0.5, noNaN: true })])(
    'hold the share that was seen, within 0 and 1, and the evidence against each of them is 1/alpha',
    ([hits, of], alpha) => {
      const { low, high } = shareBounds(hits, of, alpha, ANY_SHARE);
      expect(low).toBeGreaterThanOrEqual(0);
      expect(high).toBeLessThanOrEqual(1);
      if (of === 0) return;
      expect(low).toBeLessThanOrEqual(hits / of);
      expect(high).toBeGreaterThanOrEqual(hits / of);
      const excess = (share: number) => logEvidence([hits, of - hits], ANY_SHARE, [share, 1 - share]) + Math.log(alpha);
      // the bound is right to 1e-8, so that the evidence crosses between its neighbours
      if (low > 2e-8) expect([Math.sign(excess(low - 2e-8)), Math.sign(excess(low + 2e-8))]).toEqual([1, -1]);
      if (high < 1 - 2e-8) expect([Math.sign(excess(high + 2e-8)), Math.sign(excess(high - 2e-8))]).toEqual([1, -1]);
    },
  );

  test.prop([trials])('are wider the surer they have to be', ([hits, of]) => {
    const unsure = shareBounds(hits, of, 0.2, ANY_SHARE);
    const sure = shareBounds(hits, of, 0.01, ANY_SHARE);
    expect(sure.low).toBeLessThanOrEqual(unsure.low);
    expect(sure.high).toBeGreaterThanOrEqual(unsure.high);
  });

  test('are those of a computation by other means: 5 of 100 at 5 %', () => {
    // Beta(5.5, 95.5) over Beta(0.5, 0.5) densities, solved for a ratio of 1/20 with Python's math.lgamma by bisection
    const { low, high } = shareBounds(5, 100, 0.05, ANY_SHARE);
    expect([low, high]).toEqual([expect.closeTo(0.007149479, 6), expect.closeTo(0.155794444, 6)]);
  });

  test.each([0.002, 0.05, 0.5])('hold the true share %d at every look at once, but for alpha', (share) => {
    const [runs, alpha] = [100, 0.05];
    const random = randomFrom(11);
    let errors = 0;
    for (let run = 0; run < runs; run++) {
      let hits = 0;
      for (let trial = 1; trial <= SUBJECTS; trial++) {
        if (random() < share) hits += 1;
        // what bounds exclude is what the evidence speaks against, as shown above
        if (logEvidence([hits, trial - hits], ANY_SHARE, [share, 1 - share]) < -Math.log(alpha)) continue;
        errors += 1;
        break;
      }
    }
    expect(errors).toBeLessThanOrEqual(mostErrors(runs, alpha));
  });
});
