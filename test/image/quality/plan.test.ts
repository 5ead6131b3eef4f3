import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Plan, type Choice } from '../../../src/image/quality/plan.js';

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
