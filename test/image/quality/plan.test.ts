import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Plan, planByTime, plansByOtherClocks, type Choice } from '../../../src/image/quality/plan.js';

/** As they come from pairing: none is empty, and each is of one output frame. */
const choices = fc
  .array(fc.array(fc.double({ min: 0, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 4 }))
  .map((times) =>
    times.map((list, output): Choice => list.map((timeMs, index) => ({ original: output + index, output, timeMs }))),
  );

test('a plan gives back its choices, and none after the last', () => {
  fc.assert(
    fc.property(choices, (list) => {
      const plan = new Plan(list);
      expect(Array.from({ length: plan.length }, (_, place) => plan.choiceAt(place))).toEqual(list);
      expect(plan.choiceAt(plan.length)).toEqual([]);
    }),
  );
});

test('plans have the same pairs whatever their times, but not in other choices', () => {
  const pair = (original: number, timeMs = 0) => ({ original, output: 0, timeMs });
  const plan = new Plan([[pair(0), pair(1)]]);
  expect(plan.pairsAs(new Plan([[pair(0, 5), pair(1, 9)]]))).toBe(true);
  expect(plan.pairsAs(new Plan([[pair(0)], [pair(1)]]))).toBe(false);
  expect(plan.pairsAs(new Plan([[pair(0), pair(2)]]))).toBe(false);
  expect(plan.pairsAs(new Plan([[pair(0)]]))).toBe(false);
});

const times = (count: number, ms: number): number[] => Array.from({ length: count }, () => ms);

test('only frames that were dropped on purpose may be chosen from', () => {
  const delays = { original: times(4, 100), output: times(2, 200) };
  const lengths = (frameRatio: number): number[] => {
    const plan = planByTime({ ...delays, frameRatio });
    return Array.from({ length: plan.length }, (_, place) => plan.choiceAt(place).length);
  };
  expect(lengths(1)).toEqual([1, 1, 1, 1]);
  expect(lengths(0.5)).toEqual([2, 2]);
});

test('frames may be taken by their order only where there are as many, and none were to be dropped', () => {
  const clocks = (original: readonly number[], output: readonly number[], frameRatio = 1): string[] =>
    plansByOtherClocks({ original, output, frameRatio }).map(([clock]) => clock);
  const [even, uneven] = [times(4, 100), [20, 20, 20, 340]];
  expect(clocks(even, uneven)).toEqual(['frame order']);
  expect(clocks(even, even)).toEqual([]);
  expect(clocks(even, uneven, 0.9)).toEqual([]);
  expect(clocks([...even, 100], uneven)).toEqual([]);
  // a delay of 10 ms plays as 100: in either file it is enough
  expect(clocks([100, 100, 300, 300], [10, 10, 30])).toContain('delays as written');
  expect(clocks([10, 10, 30], [100, 100, 300, 300])).toContain('delays as written');
  expect(clocks([20, 20, 60], [100, 100, 300, 300])).toEqual([]);
});
