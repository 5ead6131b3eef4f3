/** The test of noise: its own error rate is measured, by draws of models that are equal and of ones that are not. */
import { describe, expect, test } from 'vitest';
import { chanceOf } from '../../../src/artifact/statistics/chance.js';
import { intervalOf, shareInterval } from '../../../src/artifact/statistics/interval.js';
import { randomFrom } from '../../../src/artifact/statistics/random.js';

describe('the chance that equal models differ as much', () => {
  test('is that of coins where right and wrong are compared', () => {
    // 5 heads of 5; 4 or 5 of 5; at least 0 of 2
    expect(chanceOf([1, 1, 1, 1, 1, 0, 0], 1)).toBeCloseTo(1 / 32, 12);
    expect(chanceOf([1, 1, 1, 1, -1], 1)).toBeCloseTo(6 / 32, 12);
    expect(chanceOf([-1, -1], 1)).toBe(1);
    expect(chanceOf([0, 0, 0], 1)).toBe(1);
  });

  test('is exact far out', () => {
    expect(
      chanceOf(
        Array.from({ length: 60 }, () => 1),
        1,
      ) /
        2 ** -60,
    ).toBeCloseTo(1, 6);
  });

  test('of differences of many sizes agrees with all signs tried out', () => {
    const differences = [0.9, 0.4, -0.1, 0.7, 0.2, -0.3, 0.5, 0.6];
    const observed = differences.reduce((sum, one) => sum + one, 0);
    const sums = Array.from({ length: 2 ** 8 }, (_, signs) =>
      differences.reduce((sum, one, at) => sum + (signs & (1 << at) ? one : -one), 0),
    );
    const exact = sums.filter((sum) => sum >= observed - 1e-9).length / 2 ** 8;
    // four standard errors of 9999 draws
    expect(Math.abs(chanceOf(differences, 5) - exact)).toBeLessThan(4 * Math.sqrt((exact * (1 - exact)) / 9999));
  });

  test('accuses equal models as seldom as it says: 4000 draws of pairs of the same accuracy', () => {
    const random = randomFrom(11);
    const draws = 4000;
    const accused = { tenth: 0, thousandth: 0 };
    for (let draw = 0; draw < draws; draw++) {
      // both are right in 80 % of 120 examples, each by itself
      const worse = Array.from({ length: 120 }, () => Number(random() < 0.8) - Number(random() < 0.8));
      const chance = chanceOf(worse, draw);
      if (chance < 0.1) accused.tenth += 1;
      if (chance < 0.001) accused.thousandth += 1;
    }
    // four standard errors over what is promised
    const most = (level: number) => draws * level + 4 * Math.sqrt(draws * level * (1 - level));
    expect(accused.tenth).toBeLessThan(most(0.1));
    expect(accused.thousandth).toBeLessThan(most(0.001));
    // and it is not so seldom because it never does
    expect(accused.tenth).toBeGreaterThan(draws * 0.04);
  });
});

describe('an interval', () => {
  test('holds the true value in about 95 of 100 draws', () => {
    const random = randomFrom(3);
    let within = 0;
    for (let draw = 0; draw < 300; draw++) {
      const numbers = Array.from({ length: 80 }, () => random() + random());
      const meanAt = (places: Uint32Array) => places.reduce((sum, at) => sum + numbers[at]!, 0) / places.length;
      const [least, most] = intervalOf(80, meanAt, draw)!;
      if (least <= 1 && most >= 1) within += 1;
    }
    expect(within / 300).toBeGreaterThan(0.9);
    expect(within / 300).toBeLessThan(0.985);
  });

  test('is the same each time for one seed, and none where there is no value', () => {
    const ends = (seed: number) => intervalOf(50, (places) => places[0]! + places[1]!, seed);
    expect(ends(4)).toEqual(ends(4));
    expect(intervalOf(5, () => Number.NaN, 1)).toBeNull();
  });

  test('of a share that is whole is not', () => {
    // Wilson, 20 of 20
    expect(shareInterval(1, 20)[0]).toBeCloseTo(0.839, 3);
    expect(shareInterval(1, 20)[1]).toBe(1);
    expect(shareInterval(0, 20)[0]).toBe(0);
  });
});
