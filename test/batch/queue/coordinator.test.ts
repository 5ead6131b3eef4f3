import { mkdirSync, rmSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { queueAddress } from '../../../src/batch/queue/address.js';
import type { OpenCrew } from '../../../src/batch/queue/crews.js';
import { Link } from '../../../src/batch/queue/link.js';
import { queuePackages } from '../../../src/batch/queue/packages.js';
import { RunJobs } from '../../../src/batch/queue/run-jobs.js';
import type { Reply, Task } from '../../../src/batch/task.js';
import {
  coordinator,
  inProcess,
  jobsIn,
  queuePlace,
  SHORT_LEASE_MS,
  testSettings,
  worker,
} from '../../support/queue-place.js';
import { REDIS_SERVER, testRedis, type TestRedis } from '../../support/redis.js';
import { until } from '../../support/until.js';

const never = new AbortController().signal;

/** A crew whose tasks end when they are let go, and what it was given. */
function heldCrew() {
  const given: string[] = [];
  let letGo: () => void = () => {};
  const gate = new Promise<void>((resolve) => (letGo = resolve));
  const open: OpenCrew = (options) => {
    const crew = inProcess(options);
    return {
      ...crew,
      async run(task, signal) {
        given.push(task.item.key);
        await Promise.race([
          gate,
          new Promise((_, reject) => {
            signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
          }),
        ]);
        return await crew.run(task, signal);
      },
    };
  };
  return { open, given, letGo: () => letGo() };
}

describe.runIf(REDIS_SERVER)('a queue', () => {
  test('brings tasks to workers and replies back, with the output where it was to be staged', async () => {
    const redis = await testRedis();
    const place = queuePlace();
    const queue = await coordinator(redis.url);
    await worker(redis.url, place.folder);
    const tasks = [0, 1, 2].map(place.task);
    const replies = await Promise.all(tasks.map((task) => queue.run(task, never)));
    const written = { bytes: expect.any(Number) as number };
    expect(replies).toMatchObject(tasks.map(() => ({ outcome: { kind: 'judged', written } })));
    expect(place.staged().toSorted()).toEqual(tasks.map(({ item }) => `${item.key}.gif`).toSorted());
  });

  test('keeps a reply until it is recorded, and then no longer', async () => {
    const redis = await testRedis();
    const place = queuePlace();
    const queue = await coordinator(redis.url);
    await worker(redis.url, place.folder);
    await queue.run(place.task(0), never);
    expect(jobsIn(redis)).toBe(1);
    await queue.settled?.(place.task(0));
    expect(jobsIn(redis)).toBe(0);
  });

  test('gives a coordinator that resumes the reply that came while there was none, without doing it again', async () => {
    const redis = await testRedis();
    const place = queuePlace();
    const held = heldCrew();
    await worker(redis.url, place.folder, { openCrew: held.open });
    const killed = await coordinator(redis.url);
    const gone = new AbortController();
    const waiting = killed.run(place.task(0), gone.signal).catch(() => 'gave up');
    await until(() => held.given.length === 1);
    gone.abort();
    expect(await waiting).toBe('gave up');
    held.letGo();
    await until(() => redis.ask('ZCARD', completedKey(redis)) === '1');
    const resumed = await coordinator(redis.url);
    expect(await resumed.run(place.task(0), never)).toMatchObject({ outcome: { kind: 'judged' } });
    expect(held.given).toHaveLength(1);
    expect(place.staged()).toEqual([`${place.task(0).item.key}.gif`]);
  });

  test('has every reply at hand that came while there was no coordinator, however many', async () => {
    const redis = await testRedis();
    const place = queuePlace();
    const tasks = [0, 1, 2, 3, 4, 5].map(place.task);
    const former = await coordinator(redis.url);
    const gone = new AbortController();
    const given: string[] = [];
    const counting: OpenCrew = (options) => {
      const crew = inProcess(options);
      return {
        ...crew,
        async run(task, signal) {
          given.push(task.item.key);
          return await crew.run(task, signal);
        },
      };
    };
    await worker(redis.url, place.folder, { openCrew: counting });
    await Promise.all(tasks.map((task) => former.run(task, gone.signal)));
    const resumed = await coordinator(redis.url);
    expect(await Promise.all(tasks.map((task) => resumed.run(task, never)))).toMatchObject(
      tasks.map(() => ({ outcome: { kind: 'judged' } })),
    );
    expect(given).toHaveLength(tasks.length);
  });

  test('takes back every task that no worker has begun, and no other', async () => {
    const redis = await testRedis();
    const place = queuePlace();
    const queue = await coordinator(redis.url);
    const held = heldCrew();
    await worker(redis.url, place.folder, { openCrew: held.open, concurrency: 1 });
    const first = queue.run(place.task(0), never);
    await until(() => held.given.length === 1);
    const others = [1, 2, 3, 4, 5].map((n) => queue.run(place.task(n), never).catch((error: Error) => error.message));
    await until(() => jobsIn(redis) === 6);
    await queue.withdraw?.();
    expect(await Promise.all(others)).toEqual(others.map(() => 'The task was taken back before a worker began it'));
    held.letGo();
    expect(await first).toMatchObject({ outcome: { kind: 'judged' } });
  });

  test('does again what a reply of former times says was written and is gone', async () => {
    const redis = await testRedis();
    const place = queuePlace();
    const former = await coordinator(redis.url);
    await worker(redis.url, place.folder);
    await former.run(place.task(0), never);
    for (const name of place.staged()) rmSync(`${place.staging}/${name}`);
    const resumed = await coordinator(redis.url);
    expect(await resumed.run(place.task(0), never)).toMatchObject({ outcome: { kind: 'judged' } });
    expect(place.staged()).toEqual([`${place.task(0).item.key}.gif`]);
  });

  test('adds again what a Redis that lost everything no longer knows, and takes each reply once', async () => {
    const redis = await testRedis();
    const place = queuePlace();
    const held = heldCrew();
    const lines: string[] = [];
    const queue = await coordinator(redis.url, { tell: (line) => lines.push(line) });
    await worker(redis.url, place.folder, { openCrew: held.open });
    const replies = [0, 1, 2].map((n) => queue.run(place.task(n), never));
    await until(() => held.given.length === 2);
    await redis.restartEmpty();
    held.letGo();
    expect(await Promise.all(replies)).toMatchObject([0, 1, 2].map(() => ({ outcome: { kind: 'judged' } })));
    // what worked on while Redis forgot it has no say, and leaves nothing
    await until(() => place.staged().length === 3);
    expect(lines.filter((line) => line.includes('cannot be reached'))).toHaveLength(1);
    expect(lines.filter((line) => line.includes('is back'))).toHaveLength(1);
  });

  test('has no more tasks in Redis than its workers keep busy, and not all of a long run', async () => {
    const redis = await testRedis();
    const place = queuePlace();
    const queue = await coordinator(redis.url);
    await worker(redis.url, place.folder, { concurrency: 2 });
    await until(() => queue.width === 8);
    await worker(redis.url, place.folder, { concurrency: 3 });
    await until(() => queue.width === 20);
    const narrow = await coordinator(redis.url, { width: 6 });
    expect(narrow.width).toBe(6);
  });

  test('counts a worker that fell silent as a loss, and its task can be given to another', async () => {
    const redis = await testRedis();
    const place = queuePlace();
    const queue = await coordinator(redis.url);
    const silent = heldCrew();
    const first = await worker(redis.url, place.folder, { openCrew: silent.open, concurrency: 1 });
    const lost = queue.run(place.task(0), never);
    await until(() => silent.given.length === 1);
    // as if it were gone: its lease is over, and cannot be renewed any more
    redis.ask('DEL', redis.ask('KEYS', 'pressproof:tasks-*:lock'));
    await worker(redis.url, place.folder, { leaseMs: SHORT_LEASE_MS });
    expect(await lost).toMatchObject({ kind: 'lost' });
    void first.stop();
    expect(await queue.run(place.task(0), never)).toMatchObject({ outcome: { kind: 'judged' } });
  });

  test('gives back what a worker that stops cannot finish in time: to the next one, against nobody', async () => {
    const redis = await testRedis();
    const place = queuePlace();
    const queue = await coordinator(redis.url);
    const slow = heldCrew();
    const first = await worker(redis.url, place.folder, { openCrew: slow.open, graceMs: 100 });
    const reply = queue.run(place.task(0), never);
    await until(() => slow.given.length === 1);
    await first.stop();
    await worker(redis.url, place.folder);
    expect(await reply).toMatchObject({ outcome: { kind: 'judged' } });
    expect(place.staged()).toEqual([`${place.task(0).item.key}.gif`]);
  });

  test('removes again at a look what a killed Redis remembers though it was removed: replies and waiting jobs', async () => {
    // holds after a restart what it held when it was last asked to save
    const redis = await testRedis(['--appendonly', 'no']);
    const place = queuePlace();
    const queue = await coordinator(redis.url);
    const held = heldCrew();
    const replies = [0, 1].map((n) => queue.run(place.task(n), never));
    await until(() => jobsIn(redis) === 2);
    redis.ask('SAVE');
    const former = await worker(redis.url, place.folder);
    await Promise.all(replies);
    for (const n of [0, 1]) await queue.settled?.(place.task(n));
    await former.stop();
    expect(jobsIn(redis)).toBe(0);
    await redis.restart();
    expect(jobsIn(redis)).toBe(2);
    await until(() => jobsIn(redis) === 0);

    await worker(redis.url, place.folder, { openCrew: held.open });
    held.letGo();
    await queue.run(place.task(2), never);
    redis.ask('SAVE');
    await queue.settled?.(place.task(2));
    await redis.restart();
    expect(jobsIn(redis)).toBe(1);
    await until(() => jobsIn(redis) === 0);
    expect(held.given).toEqual([place.task(2).item.key]);
    expect(place.staged().toSorted()).toEqual([0, 1, 2].map((n) => `${place.task(n).item.key}.gif`).toSorted());
  });

  test('removes what was worked on once more because Redis forgot that it was over, with its file', async () => {
    const redis = await testRedis(['--appendonly', 'no']);
    const place = queuePlace();
    const queue = await coordinator(redis.url);
    const held = heldCrew();
    const given = await worker(redis.url, place.folder, { openCrew: held.open, leaseMs: SHORT_LEASE_MS });
    const reply = queue.run(place.task(0), never);
    await until(() => held.given.length === 1);
    redis.ask('SAVE');
    held.letGo();
    await reply;
    await queue.settled?.(place.task(0));
    await given.stop();
    await redis.restart();
    expect(jobsIn(redis)).toBe(1);
    await worker(redis.url, place.folder, { leaseMs: SHORT_LEASE_MS });
    await until(() => jobsIn(redis) === 0);
    expect(place.staged()).toEqual([`${place.task(0).item.key}.gif`]);
  });

  test('keeps at a look what an earlier coordinator left, until it is asked for', async () => {
    const redis = await testRedis();
    const place = queuePlace();
    const held = heldCrew();
    await worker(redis.url, place.folder, { openCrew: held.open, concurrency: 2 });
    const earlier = await coordinator(redis.url);
    const left = earlier.run(place.task(0), never).catch(() => 'closed');
    await until(() => held.given.length === 1);
    await earlier.close();
    expect(await left).toBe('closed');
    const resumed = await coordinator(redis.url);
    held.letGo();
    await until(() => redis.ask('ZCARD', completedKey(redis)) === '1');
    // a job that nobody knows goes at the first look
    const [job = ''] = redis.ask('KEYS', 'pressproof:tasks-*_*').split('\n');
    redis.ask('COPY', job, `${job}0`);
    redis.ask('ZADD', completedKey(redis), '1', `${job.slice(job.lastIndexOf(':') + 1)}0`);
    expect(jobsIn(redis)).toBe(2);
    await until(() => jobsIn(redis) === 1);
    expect(await resumed.run(place.task(0), never)).toMatchObject({ outcome: { kind: 'judged' } });
    expect(held.given).toEqual([place.task(0).item.key]);
  });

  describe('of which a file that nobody asks for cannot be removed', () => {
    /** A crew that leaves a folder where its output was to be, which no removal of a file takes away. */
    const blocking =
      (wants: (task: Task) => boolean, instead?: Reply): OpenCrew =>
      (options) => {
        const crew = inProcess(options);
        return {
          ...crew,
          async run(task, signal) {
            const result = await crew.run(task, signal);
            if (!wants(task)) return result;
            rmSync(task.staged!);
            mkdirSync(task.staged!);
            return instead ?? result;
          },
        };
      };

    test('takes its jobs out of Redis all the same, and tells of it once', async () => {
      const redis = await testRedis();
      const place = queuePlace();
      const lines: string[] = [];
      const queue = await coordinator(redis.url, { tell: (line) => lines.push(line) });
      await worker(redis.url, place.folder, { openCrew: blocking(({ item }) => item.ordinal > 0) });
      await queue.run(place.task(0), never);
      const address = queueAddress(redis.url, {});
      const packages = await queuePackages();
      const link = await Link.open(packages, address, () => {});
      const unasked = new RunJobs(packages, link, address, 'run-1', () => {});
      onTestFinished(async () => {
        await unasked.close();
        link.close();
      });
      for (const n of [1, 2, 3]) await unasked.add(place.task(n), testSettings());
      await until(() => place.staged().length === 4);
      // but for the reply that nobody has recorded yet
      await until(() => jobsIn(redis) === 1);
      const told = lines.filter((line) => line.includes('is left where it is'));
      expect(told).toEqual([expect.stringMatching(/EISDIR.*what is left in .*\.staging when the batch is over/)]);
      expect(lines.filter((line) => line.includes('has trouble'))).toEqual([]);
      expect(place.staged()).toContain(`${place.task(0).item.key}.gif`);
    });

    test('has the answer of the item, which is not lost by it', async () => {
      const redis = await testRedis();
      const place = queuePlace();
      const lines: string[] = [];
      const queue = await coordinator(redis.url);
      const error = { kind: 'error', code: 'engine_failed', message: 'no', failedStage: null } as const;
      const openCrew = blocking(() => true, { outcome: error, worker: 'w', durationMs: 1 });
      await worker(redis.url, place.folder, { openCrew, tell: (line) => lines.push(line) });
      const replies = await Promise.all([0, 1].map((n) => queue.run(place.task(n), never)));
      expect(replies.map((reply) => 'outcome' in reply && reply.outcome)).toEqual([error, error]);
      expect(lines.filter((line) => line.includes('is left where it is'))).toHaveLength(1);
    });
  });

  test('takes what nobody will ask for out of Redis when it closes', async () => {
    const redis = await testRedis();
    const place = queuePlace();
    const queue = await coordinator(redis.url);
    await worker(redis.url, place.folder);
    await queue.run(place.task(0), never);
    const stop = new AbortController();
    const waiting = queue.run(place.task(1), stop.signal).catch(() => null);
    stop.abort();
    await waiting;
    await queue.close();
    expect(jobsIn(redis)).toBe(0);
  });
});

function completedKey(redis: TestRedis): string {
  return redis.ask('KEYS', 'pressproof:tasks-*:completed') || 'none';
}
