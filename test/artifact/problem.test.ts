import { expect, test } from 'vitest';
import { ProblemList, type Concern, type Problem } from '../../src/artifact/problem.js';

function problem(rule: string, concern: Concern, severity: Problem['severity'] = 'error'): Problem {
  return { rule, concern, severity, file: null, offset: null, part: null, message: rule };
}

test('errors of one concern push none of another out, which the check of that would then pass', () => {
  const problems = new ProblemList();
  for (let index = 0; index < 1000; index += 1) problems.add(problem('name', 'layout'));
  problems.add(problem('code', 'safety'));
  expect(problems.kept).toHaveLength(201);
  expect(problems.kept.at(-1)).toMatchObject({ rule: 'code' });
  expect(problems).toMatchObject({ total: 1001, errors: 1001 });
});

test('an error takes the place of a warning of its concern, and no warning that of an error', () => {
  const problems = new ProblemList();
  for (let index = 0; index < 300; index += 1) problems.add(problem('doubt', 'safety', 'warning'));
  for (let index = 0; index < 300; index += 1) problems.add(problem('code', 'safety'));
  problems.add(problem('doubt', 'safety', 'warning'));
  expect(problems.kept.map(({ rule }) => rule)).toEqual(Array.from({ length: 200 }, () => 'code'));
});

test('what was not looked at takes the place of a warning, and gives it up to errors only', () => {
  const problems = new ProblemList();
  for (let index = 0; index < 200; index += 1) problems.add(problem('doubt', 'safety', 'warning'));
  problems.add(problem('closed', 'safety', 'unread'));
  problems.add(problem('doubt', 'safety', 'warning'));
  expect(problems.kept.filter(({ severity }) => severity === 'unread')).toHaveLength(1);
  for (let index = 0; index < 200; index += 1) problems.add(problem('code', 'safety'));
  problems.add(problem('closed', 'safety', 'unread'));
  expect(problems.kept.map(({ rule }) => rule)).toEqual(Array.from({ length: 200 }, () => 'code'));
});
