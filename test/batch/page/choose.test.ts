import { expect, test } from 'vitest';
import { chosen, type Candidate } from '../../../src/batch/page/choose.js';
import { STATUSES_BY_URGENCY, type PageStatus } from '../../../src/report/batch/model.js';

let next = 0;
function candidate(status: PageStatus, recipe: string, ssim = 1): Candidate {
  const ordinal = next++;
  return { item: String(ordinal), ordinal, urgency: STATUSES_BY_URGENCY.indexOf(status), ssim, recipe };
}
const many = (count: number, make: (index: number) => Candidate) =>
  Array.from({ length: count }, (_, index) => make(index));

test('what was asked for comes first, whatever it is', () => {
  const all = [...many(50, () => candidate('fail', 'a')), ...many(50, () => candidate('pass', 'a'))];
  const asked = all.at(-1)!.ordinal;
  expect(chosen(all, [asked], 10)[0]?.ordinal).toBe(asked);
});

test('failures come before passes, each recipe in turn and the worst of it first', () => {
  const [a1, a2] = [candidate('fail', 'a', 0.9), candidate('fail', 'a', 0.1)];
  const [b1, c1] = [candidate('fail', 'b', 0.5), candidate('error', 'c')];
  const passes = many(4, () => candidate('pass', 'a'));
  expect(chosen([...passes, a1, a2, b1, c1], [], 8).slice(0, 4)).toEqual([a2, b1, c1, a1]);
});

test('a thousand failures leave room for the worst of what is fit and for a sample of every recipe', () => {
  const failures = many(1000, () => candidate('fail', 'broken'));
  const fit = many(300, (index) => candidate('pass', `recipe ${index % 3}`, index === 77 ? 0.61 : 0.99));
  const picked = chosen([...failures, ...fit], [], 100);
  expect(picked).toHaveLength(100);
  expect(picked.filter(({ recipe }) => recipe === 'broken')).toHaveLength(70);
  expect(picked).toContain(fit[77]);
  for (const recipe of ['recipe 0', 'recipe 1', 'recipe 2'])
    expect(picked.some((each) => each.recipe === recipe)).toBe(true);
});

test('failures take every place that nothing else can fill, and everything fits where there is room', () => {
  const failures = many(90, () => candidate('fail', 'a'));
  const fit = many(5, () => candidate('pass', 'a'));
  expect(
    chosen([...failures, ...fit], [], 50).filter(({ recipe, urgency }) => recipe === 'a' && urgency === 0),
  ).toHaveLength(45);
  expect(new Set(chosen([...failures, ...fit], [], 500)).size).toBe(95);
  expect(chosen(failures, [], 0)).toEqual([]);
});
