import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { inOrder } from '../../src/cli/in-order.js';

async function all<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of source) items.push(item);
  return items;
}

const never = new AbortController().signal;

test('yields in the order of the source, whichever ends first', async () => {
  const turns = [5, 1, 4, 0, 2];
  const work = async (turn: number) => {
    for (let waited = 0; waited < turn; waited += 1) await setImmediate();
    return turn;
  };
  expect(await all(inOrder(turns, 3, work, never))).toEqual(turns);
});

test('has no more at work than asked, and reads the source no faster', async () => {
  let working = 0;
  let most = 0;
  let read = 0;
  let done = 0;
  let ahead = 0;
  function* source() {
    for (; read < 50; read += 1) {
      ahead = Math.max(ahead, read - done);
      yield read;
    }
  }
  const work = async (item: number) => {
    most = Math.max(most, (working += 1));
    await setImmediate();
    working -= 1;
    done += 1;
    return item;
  };
  expect(await all(inOrder(source(), 4, work, never))).toHaveLength(50);
  expect(most).toBe(4);
  expect(ahead).toBeLessThanOrEqual(4);
});

test('an error ends it', async () => {
  const work = (item: number) => (item === 2 ? Promise.reject(new Error('two')) : Promise.resolve(item));
  await expect(all(inOrder([0, 1, 2, 3], 2, work, never))).rejects.toThrow('two');
});

test('what is finished is yielded when the signal fires', async () => {
  const controller = new AbortController();
  const work = async (item: number) => {
    if (item === 1) {
      // the others at work are done by now
      await setImmediate();
      controller.abort(new Error('stop'));
      throw controller.signal.reason;
    }
    return item;
  };
  expect(await all(inOrder([0, 1, 2, 3, 4, 5], 3, work, controller.signal))).toEqual([0, 2, 3]);
});
