import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { sqlite } from '../../src/store/sqlite.js';
import { openStore } from '../../src/store/store.js';
import { decision } from '../observe/decisions.js';
import { scratchFolder } from '../support/scratch.js';

const scratch = scratchFolder();

interface Drawn {
  readonly draw: number;
  readonly arm?: string;
  readonly at?: number;
  readonly experiment?: string;
}

function storeWith(drawn: readonly Drawn[]) {
  const store = openStore(join(scratch, `${randomUUID()}.db`));
  const decisions = drawn.map(({ experiment = 'e', arm = 'a', draw, at = 0 }) =>
    decision({ id: randomUUID(), at, arm: { experiment, arm, draw } }),
  );
  store.record([...decisions, decision({ id: randomUUID() })]);
  return { store, ids: decisions.map(({ id }) => id) };
}

describe('subjects of an experiment', () => {
  test('are counted once, with the decision that was recorded first', () => {
    const { store, ids } = storeWith([{ draw: 0.2 }, { draw: 0.1 }, { draw: 0.2 }, { draw: 0.3, experiment: 'other' }]);
    expect([...store.subjects({ experiment: 'e' })].map(({ id }) => id)).toEqual([ids[1], ids[0]]);
    store.close();
  });

  test('since a time are those decided then, with the first decision from then on', () => {
    const { store, ids } = storeWith([
      { draw: 0.1, at: 10 },
      { draw: 0.2, at: 19 },
      { draw: 0.1, at: 20 },
    ]);
    expect([...store.subjects({ experiment: 'e', since: 20 })].map(({ id }) => id)).toEqual([ids[2]]);
    store.close();
  });

  test.prop([fc.array(fc.integer({ min: 0, max: 1500 }), { minLength: 0, maxLength: 2500, size: 'max' })], {
    numRuns: 8,
  })('are all there, each once, over however many pages', (numbers) => {
    const { store, ids } = storeWith(numbers.map((number) => ({ draw: number / 1501 })));
    const firsts = new Map<number, string>();
    numbers.forEach((number, index) => {
      if (!firsts.has(number)) firsts.set(number, ids[index]!);
    });
    const expected = [...firsts].sort(([a], [b]) => a - b).map(([, id]) => id);
    expect([...store.subjects({ experiment: 'e' })].map(({ id }) => id)).toEqual(expected);
    store.close();
  });
});

test('the arms that were recorded are told with their decisions, subjects and times', () => {
  const { store } = storeWith([
    { draw: 0.1, at: 5 },
    { draw: 0.1, at: 7 },
    { draw: 0.9, arm: 'b', at: 6 },
  ]);
  expect(store.arms()).toEqual([
    { experiment: 'e', arm: 'a', decisions: 2, subjects: 1, firstAt: 5, lastAt: 7 },
    { experiment: 'e', arm: 'b', decisions: 1, subjects: 1, firstAt: 6, lastAt: 6 },
  ]);
  store.close();
});

test('a database of before there were subjects is brought up to date, and keeps what it has', () => {
  const path = join(scratch, `${randomUUID()}.db`);
  const old = openStore(path);
  const before = decision({ id: randomUUID() });
  old.record([before]);
  old.close();
  const database = new (sqlite())(path, { timeout: 0 });
  database.exec('DROP INDEX decisions_subject; ALTER TABLE decisions DROP COLUMN draw; PRAGMA user_version = 1');
  database.close();
  const store = openStore(path);
  store.record([decision({ id: randomUUID(), arm: { experiment: 'e', arm: 'a', draw: 0.5 } })]);
  expect(store.get(before.id)).toEqual(before);
  expect([...store.subjects({ experiment: 'e' })].map(({ draw }) => draw)).toEqual([0.5]);
  store.close();
});
