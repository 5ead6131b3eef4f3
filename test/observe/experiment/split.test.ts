import { describe, expect, test } from 'vitest';
import { splitOf } from '../../../src/observe/experiment/split.js';
import { randomFrom } from '../../support/random.js';
import { mostErrors, SUBJECTS } from './peeking.js';

/** Subjects until an alarm when each is looked at; null: none. */
function alarmAt(random: () => number, weights: readonly number[], truly: readonly number[], alpha: number) {
  const counts = weights.map(() => 0);
  const total = truly.reduce((sum, each) => sum + each, 0);
  for (let subjects = 1; subjects <= SUBJECTS; subjects++) {
    let left = random() * total;
    const arm = truly.findIndex((weight) => (left -= weight) < 0);
    counts[arm]! += 1;
    const arms = weights.map((weight, index) => ({ name: String(index), weight, count: counts[index]! }));
    if (splitOf(arms, alpha).mismatch) return subjects;
  }
  return null;
}

describe('the check of the division', () => {
  test.each([
    ['two halves', [1, 1]],
    ['nine of ten', [9, 1]],
    ['three arms', [5, 3, 2]],
  ])('looked at after each of 20,000 subjects alarms with probability alpha at most: %s', (_, weights) => {
    const [runs, alpha] = [100, 0.05];
    const random = randomFrom(5);
    const alarms = Array.from({ length: runs }, () => alarmAt(random, weights, weights, alpha)).filter(Boolean);
    expect(alarms.length).toBeLessThanOrEqual(mostErrors(runs, alpha));
  });

  test('alarms soon when 50 : 50 is 55 : 45 in truth', () => {
    const random = randomFrom(6);
    const found = Array.from({ length: 100 }, () => alarmAt(random, [1, 1], [55, 45], 0.005) ?? Infinity);
    found.sort((a, b) => a - b);
    // half of the evidence per subject is ln(0.55 / 0.5) x 0.55 + ln(0.45 / 0.5) x 0.45 = 0.005, and ln(200) = 5.3 plus
    // the price of not knowing the ratio, ln(1 + n / 100) / 2 = 1.3, is there after (5.3 + 1.3) / 0.005 = 1,320
    expect(found[50]).toBeLessThan(1600);
    expect(found[95]).toBeLessThan(4000);
  });

  test('tells what was observed and expected, and no mismatch of nobody', () => {
    const split = splitOf(
      [
        { name: 'a', weight: 3, count: 0 },
        { name: 'b', weight: 1, count: 0 },
      ],
      0.01,
    );
    expect(split).toEqual({ observed: { a: 0, b: 0 }, expected: { a: 0, b: 0 }, pValue: 1, mismatch: false });
  });

  test('has a probability of 0 and no NaN where the division is absurd', () => {
    const split = splitOf(
      [
        { name: 'a', weight: 1, count: 1e6 },
        { name: 'b', weight: 1, count: 0 },
      ],
      0.01,
    );
    expect(split).toMatchObject({ pValue: 0, mismatch: true });
  });
});
