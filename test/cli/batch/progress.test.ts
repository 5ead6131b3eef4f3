import { expect, test } from 'vitest';
import { STATUSES, type Status } from '../../../src/batch/results/row.js';
import { progressText } from '../../../src/cli/batch/progress.js';
import { Tally } from '../../../src/cli/batch/tally.js';

function tallyAt(before: Partial<Record<Status, number>> = {}) {
  const clock = { now: 0 };
  const none = Object.fromEntries(STATUSES.map((status) => [status, 0])) as Record<Status, number>;
  return { clock, tally: new Tally({ ...none, ...before }, () => clock.now) };
}

test('before anything is known only what is done is told', () => {
  expect(progressText(tallyAt().tally)).toBe('0 done, 0 failed');
});

test('rate and rest are those of this process, and failures those of the whole run', () => {
  const { clock, tally } = tallyAt({ pass: 500, error: 3 });
  tally.total = 1503;
  for (let n = 0; n < 100; n += 1) {
    clock.now += 100;
    tally.add(n % 50 === 0 ? 'fail' : 'pass');
  }
  // 100 in 10 s, 900 left
  expect(progressText(tally)).toBe('603 of 1,503 (40.1\u00a0%), 10 a second, 2 min left, 5 failed');
});

test('at the end all is done, and what was named again is told', () => {
  const { clock, tally } = tallyAt();
  tally.total = 3;
  clock.now = 1000;
  tally.add('pass');
  tally.end(tally.counts, 2);
  expect(progressText(tally)).toBe('3 named, 1 done, 2 named again, 1.0 a second, 0 failed');
});

test('the rate follows the last minute', () => {
  const { clock, tally } = tallyAt();
  for (let n = 0; n < 1000; n += 1) {
    clock.now += 10;
    tally.add('pass');
  }
  expect(tally.rate).toBeCloseTo(100);
  for (let n = 0; n < 200; n += 1) {
    clock.now += 1000;
    tally.add('pass');
  }
  expect(tally.rate).toBeCloseTo(1, 1);
});

test('what could not be judged is told beside what failed', () => {
  const { tally } = tallyAt({ inconclusive: 2, set_aside: 1 });
  expect(progressText(tally)).toBe('3 done, 1 failed, 2 inconclusive');
});

test.each([
  [2_000, '2 s left'],
  [600_000, '10 min left'],
  [3 * 3_600_000 + 61_000, '3 h 1 min left'],
])('%i ms are %s', (ms, text) => {
  const { clock, tally } = tallyAt();
  clock.now = 1000;
  tally.add('pass');
  tally.total = 1 + ms / 1000;
  expect(progressText(tally)).toContain(text);
});
