import { expect, test } from 'vitest';
import { SparseLog } from '../../../src/guard/tell/sparse-log.js';

function sparse() {
  const lines: [Readonly<Record<string, unknown>>, string][] = [];
  const clock = { ms: 1000 };
  const log = new SparseLog(
    (fields, message) => lines.push([fields, message]),
    () => clock.ms,
  );
  return { lines, clock, log };
}

test('what comes with every subject is told at once, then once a minute with how many were left out', () => {
  const { lines, clock, log } = sparse();
  for (let i = 0; i < 500; i++) log.tell('store', 'cannot be written');
  clock.ms += 59_999;
  log.tell('store', 'cannot be written');
  expect(lines).toEqual([[{ source: 'store' }, 'cannot be written']]);
  clock.ms += 1;
  log.tell('store', 'cannot be written', { code: 'ENOSPC' });
  expect(lines[1]).toEqual([{ source: 'store', code: 'ENOSPC', unsaid: 500 }, 'cannot be written']);
});

test('trouble of another source, or of another kind, is told beside it', () => {
  const { lines, log } = sparse();
  log.tell('store', 'cannot be written');
  log.tell('alerts', 'cannot be written');
  log.tell('store', 'queue is full');
  expect(lines).toHaveLength(3);
});

test('messages without number are no leak: the same one is told again after a hundred others', () => {
  const { lines, log } = sparse();
  log.tell('store', 'first');
  for (let i = 0; i < 100; i++) log.tell('store', `reason ${i}`);
  log.tell('store', 'first');
  expect(lines.filter(([, message]) => message === 'first')).toHaveLength(2);
});
