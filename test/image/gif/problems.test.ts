import { expect, test } from 'vitest';
import { ProblemLog } from '../../../src/image/gif/problems.js';

test('lists problems in the order met, with severity and place', () => {
  const problems = new ProblemLog();
  problems.warn('b', { frame: null, offset: 7 }, 'second of its kind');
  problems.error('a', { frame: 3, offset: 9 }, 'bad');
  expect(problems.list()).toEqual([
    { code: 'b', severity: 'warning', frame: null, offset: 7, message: 'second of its kind' },
    { code: 'a', severity: 'error', frame: 3, offset: 9, message: 'bad' },
  ]);
});

test('keeps 21 of 100,000 equal problems, and the last says how many there were', () => {
  const problems = new ProblemLog();
  for (let frame = 0; frame < 100_000; frame++) problems.error('a', { frame, offset: frame }, `Frame ${frame} is bad`);
  problems.warn('rare', { frame: null, offset: 1 }, 'once');
  const list = problems.list();
  expect(list).toHaveLength(22);
  expect(list.map(({ code }) => code)).toContain('rare');
  expect(list.at(-1)).toMatchObject({ frame: 99_999, message: 'Frame 99999 is bad (the last of 100000 of this kind)' });
});
