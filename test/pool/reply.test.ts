import { expect, test } from 'vitest';
import { PressproofError, UsageError } from '../../src/core/errors.js';
import { PoolError } from '../../src/pool/errors.js';
import { replyOf, valueOf } from '../../src/pool/reply.js';

/** What a reply is after it crossed from one thread to another. */
const cross = async (task: () => Promise<unknown>): Promise<unknown> => valueOf(structuredClone(await replyOf(task)));

test('a value crosses as it is', async () => {
  expect(await cross(async () => ({ a: [1] }))).toEqual({ a: [1] });
});

test('wrong usage keeps its class, code and message', async () => {
  const work = cross(async () => {
    throw new UsageError('invalid_argument', 'Expected a for b');
  });
  await expect(work).rejects.toBeInstanceOf(UsageError);
  await expect(work).rejects.toMatchObject({ code: 'invalid_argument', message: 'Expected a for b' });
});

test.each([new TypeError('x is undefined'), new PressproofError('odd', 'x is undefined')])(
  'any other error is a failed task, never a value: %s',
  async (error) => {
    const work = cross(() => Promise.reject(error));
    await expect(work).rejects.toBeInstanceOf(PoolError);
    await expect(work).rejects.toMatchObject({ code: 'task_failed', message: 'The validator failed: x is undefined' });
  },
);
