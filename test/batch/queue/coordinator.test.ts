import { describe, expect, test } from 'vitest';
import { coordinator, queuePlace, worker } from '../../support/queue-place.js';
import { REDIS_SERVER, testRedis } from '../../support/redis.js';

const signal = new AbortController().signal;

describe.runIf(REDIS_SERVER)('a queue', () => {
  test('brings tasks to workers and replies back, with the output where it was to be staged', async () => {
    const redis = await testRedis();
    const place = queuePlace();
    const queue = await coordinator(redis.url);
    await worker(redis.url, place.folder);
    const tasks = [0, 1, 2].map(place.task);
    const replies = await Promise.all(tasks.map((task) => queue.run(task, signal)));
    expect(replies).toMatchObject(
      tasks.map(() => ({ outcome: { kind: 'judged', written: { bytes: expect.any(Number) } } })),
    );
    expect(place.staged().toSorted()).toEqual(tasks.map(({ item }) => `${item.key}.gif`).toSorted());
    for (const task of tasks) await queue.settled?.(task);
    expect(redis.ask('KEYS', 'pressproof:tasks*:run-1*')).toBe('');
  });
});
