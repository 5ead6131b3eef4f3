import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { hitsForDoubling, ratioBounds, type Ratio } from '../../../src/observe/experiment/rate-ratio.js';
import { randomFrom } from '../../support/random.js';
import { mostErrors, SUBJECTS } from './peeking.js';

interface World {
  /** Failure rate of each arm after so many subjects. */
  readonly rates: (subjects: number) => readonly [number, number];
  readonly weights: readonly [number, number];
}

/** Subjects until the bounds exclude a ratio of 1, looked at after each of them; null: never. */
function differenceAt(random: () => number, { rates, weights }: World, alpha: number): number | null {
  const hits: [number, number] = [0, 0];
  const share = weights[1] / (weights[0] + weights[1]);
  for (let subjects = 1; subjects <= SUBJECTS; subjects++) {
    const arm = random() < share ? 1 : 0;
    // between two failures nothing changes
    if (random() >= rates(subjects)[arm]) continue;
    hits[arm] += 1;
    if (excludesOne(bounds(hits, weights, alpha))) return subjects;
  }
  return null;
}

function bounds(hits: readonly [number, number], weights: readonly [number, number], alpha: number): Ratio {
  const [reference, other] = [0, 1].map((arm) => ({ hits: hits[arm]!, weight: weights[arm]! }));
  return ratioBounds({ reference: reference!, other: other! }, alpha);
}

function excludesOne({ low, high }: Ratio): boolean {
  return low > 1 || (high !== null && high < 1);
}

describe('the ratio of two failure rates', () => {
  test.each([
    ['halves', { rates: () => [0.05, 0.05], weights: [1, 1] } satisfies World],
    ['nine of ten', { rates: () => [0.05, 0.05], weights: [9, 1] } satisfies World],
    [
      'rates that rise and fall with the hour',
      {
        rates: (n) => [Math.sin(n / 300) * 0.04 + 0.05, Math.sin(n / 300) * 0.04 + 0.05],
        weights: [1, 1],
      } satisfies World,
    ],
  ])('of two equal arms is said to differ with probability alpha at most, looked at all the time: %s', (_, world) => {
    const [runs, alpha] = [80, 0.05];
    const random = randomFrom(21);
    const found = Array.from({ length: runs }, () => differenceAt(random, world, alpha)).filter(Boolean);
    expect(found.length).toBeLessThanOrEqual(mostErrors(runs, alpha));
  });

  test('of 5 % and 10 % is found within 2,500 subjects nine times in ten', () => {
    const random = randomFrom(22);
    const world: World = { rates: () => [0.05, 0.1], weights: [1, 1] };
    // the level of one comparison among three
    const found = Array.from({ length: 100 }, () => differenceAt(random, world, 0.05 / 3) ?? Infinity);
    expect(found.filter((subjects) => subjects <= 2500).length).toBeGreaterThanOrEqual(90);
  });

  test('is held by its bounds at every look at once, but for alpha', () => {
    const [runs, alpha] = [80, 0.05];
    const random = randomFrom(23);
    let errors = 0;
    for (let run = 0; run < runs; run++) {
      const hits: [number, number] = [0, 0];
      let missed = false;
      for (let subject = 0; subject < SUBJECTS && !missed; subject++) {
        const arm = random() < 0.25 ? 1 : 0;
        if (random() >= [0.04, 0.06][arm]!) continue;
        hits[arm] += 1;
        const { low, high } = bounds(hits, [3, 1], alpha);
        missed = low > 1.5 || (high !== null && high < 1.5);
      }
      if (missed) errors += 1;
    }
    expect(errors).toBeLessThanOrEqual(mostErrors(runs, alpha));
  });

  const hits = fc.nat(3000);
  const weight = fc.double({ min: 0.1, max: 10, noNaN: true });

  test.prop([hits, hits, weight, weight])('lies within its bounds', (a, b, reference, other) => {
    const { estimate, low, high } = bounds([a, b], [reference, other], 0.05);
    if (estimate === null) return;
    // bounds of shares are right to 1e-8, and a ratio of weights multiplies that by up to 100
    expect(estimate).toBeGreaterThanOrEqual(low - 1e-5);
    if (high !== null) expect(estimate).toBeLessThanOrEqual(high * (1 + 1e-3));
  });

  test('has no bound above where it was never seen in the reference', () => {
    expect(bounds([0, 3], [1, 1], 0.05)).toMatchObject({ estimate: null, high: null });
  });

  test.each([
    [1, 1],
    [9, 1],
    [1, 3],
  ])('is shown to be 2 by as many hits as are said to do so: weights %d and %d', (reference, other) => {
    const needed = hitsForDoubling(reference, other, 0.05);
    const divided = (total: number): [number, number] => {
      const second = (total * 2 * other) / (reference + 2 * other);
      return [total - second, second];
    };
    expect(excludesOne(bounds(divided(needed), [reference, other], 0.05))).toBe(true);
    expect(excludesOne(bounds(divided(needed - 1), [reference, other], 0.05))).toBe(false);
  });
});
