import { Queue } from 'bullmq';
import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { goodSafetensors } from '../../../fixtures/artifacts/safetensors.js';
import { itemKey, type ModelAsked } from '../../../src/batch/item.js';
import { jobIdOf, PREFIX, QUEUE } from '../../../src/batch/queue/protocol.js';
import type { OpenCrew } from '../../../src/batch/queue/crews.js';
import type { Reply } from '../../../src/batch/task.js';
import { coordinator, inProcess, jobsIn, queuePlace, testSettings, worker } from '../../support/queue-place.js';
import { REDIS_SERVER, testRedis } from '../../support/redis.js';
import { until } from '../../support/until.js';

const never = new AbortController().signal;

/** Whoever may write to Redis. */
function anybody(url: string): Queue {
  const queue = new Queue(QUEUE, { connection: { url }, prefix: PREFIX });
  onTestFinished(() => queue.close());
  return queue;
}

/** Does tasks, and says something else of them. */
function lying(lie: (reply: Reply) => unknown): OpenCrew {
  return (options) => {
    const crew = inProcess(options);
    return { ...crew, run: async (task, signal) => lie((await crew.run(task, signal)) as Reply) as Reply };
  };
}

describe.runIf(REDIS_SERVER)('what comes through the queue is not believed', () => {
  test('a job that is none is answered with what is wrong with it, and the next one is done', async () => {
    const redis = await testRedis();
    const place = queuePlace();
    await worker(redis.url, place.folder);
    const queue = anybody(redis.url);
    const task = place.task(0);
    const evil = [
      {},
      { run: 'run-1', task: { ...task, job: 'delete' }, settings: testSettings() },
      { run: '../..', task, settings: testSettings() },
      { run: 'run-1', task, settings: { ...testSettings(), settings: { settings: { mode: 'maybe' } } } },
    ];
    for (const [n, data] of evil.entries()) await queue.add('task', data, { jobId: `evil-${n}` });
    await until(async () => (await queue.getCompletedCount()) === evil.length);
    for (const n of evil.keys()) {
      const { returnvalue } = (await queue.getJob(`evil-${n}`)) as { returnvalue: { result: Reply } };
      expect(returnvalue.result.outcome).toMatchObject({ kind: 'error', code: 'job_unreadable' });
    }
    const own = await coordinator(redis.url);
    expect(await own.run(task, never)).toMatchObject({ outcome: { kind: 'judged' } });
  });

  test('a model is judged as its job says, and held against nothing that the worker may not read', async () => {
    const redis = await testRedis();
    const [place, other] = [queuePlace(), queuePlace()];
    const [model, outside] = [join(place.folder, 'm.safetensors'), join(other.folder, 'b.safetensors')];
    for (const path of [model, outside]) writeFileSync(path, goodSafetensors());
    await worker(redis.url, place.folder);
    const own = await coordinator(redis.url);
    const said = async (asked: ModelAsked) => {
      const entry = { input: model, name: 'm.safetensors', output: null, model: asked };
      const item = { key: itemKey('artifacts', entry, null), ordinal: 0, entry, recipe: null };
      return await own.run({ job: 'artifacts', item, staged: null, target: null }, never);
    };
    const report = { subject: { name: 'majora' }, expectation: { baseline: model, sha256: '0'.repeat(64) } };
    expect(await said({ name: 'majora', baseline: model, sha256: '0'.repeat(64) })).toMatchObject({
      outcome: { kind: 'judged', decision: { report } },
    });
    expect(await said({ baseline: outside })).toMatchObject({
      kind: 'lost',
      reason: expect.stringContaining(`This worker may not read ${outside}`) as string,
    });
    const gone = join(place.folder, 'unmounted', 'holdout.jsonl');
    expect(await said({ holdout: gone })).toMatchObject({
      kind: 'lost',
      reason: expect.stringContaining(`This worker has no folder ${dirname(gone)}: mount it`) as string,
    });
  });

  test.each([
    ['what is no reply', () => ({ outcome: 'fine' })],
    ['a verdict that is none', (reply: Reply) => ({ ...reply, outcome: { ...reply.outcome, decision: {} } })],
  ])('%s counts as the loss of its worker', async (_, lie) => {
    const redis = await testRedis();
    const place = queuePlace();
    const queue = await coordinator(redis.url);
    await worker(redis.url, place.folder, { openCrew: lying(lie) });
    const lost = { kind: 'lost', reason: 'its worker answered with what is no answer' };
    expect(await queue.run(place.task(0), never)).toEqual(lost);
  });

  test('an output is taken from where deliveries of its item write, and from nowhere else', async () => {
    const redis = await testRedis();
    const place = queuePlace();
    const secret = join(place.folder, 'secret.gif');
    writeFileSync(secret, 'secret');
    const task = place.task(0);
    const taken = await coordinator(redis.url);
    await worker(redis.url, place.folder);
    await taken.run(task, never);
    const queue = anybody(redis.url);
    const job = await queue.getJob(jobIdOf('run-1', task.item.key));
    const answer = job?.returnvalue as { result: Reply; staged: string };
    const forged = JSON.stringify({ ...answer, staged: secret });
    redis.ask('HSET', `${PREFIX}:${QUEUE}:${job?.id}`, 'returnvalue', forged);
    const next = await coordinator(redis.url);
    expect(await next.run(task, never)).toMatchObject({
      kind: 'lost',
      reason: expect.stringContaining('names no output'),
    });
    expect(existsSync(secret)).toBe(true);
  });

  test('an output that is another than was judged is not taken', async () => {
    const redis = await testRedis();
    const place = queuePlace();
    const queue = await coordinator(redis.url);
    const swapping: OpenCrew = (options) => {
      const crew = inProcess(options);
      return {
        ...crew,
        async run(task, signal) {
          const reply = await crew.run(task, signal);
          writeFileSync(task.staged!, 'another');
          return reply;
        },
      };
    };
    await worker(redis.url, place.folder, { openCrew: swapping });
    const reason = expect.stringContaining('is not here as it was judged') as string;
    expect(await queue.run(place.task(0), never)).toEqual({ kind: 'lost', reason });
    expect(place.staged()).not.toContain(`${place.task(0).item.key}.gif`);
  });

  test('a worker that says of itself what is no JSON is no worker, and keeps no coordinator from its work', async () => {
    const redis = await testRedis();
    const place = queuePlace();
    redis.ask('SADD', `${PREFIX}:workers`, 'odd');
    redis.ask('SET', `${PREFIX}:worker:odd`, '{');
    const queue = await coordinator(redis.url);
    await worker(redis.url, place.folder);
    expect(await queue.run(place.task(0), never)).toMatchObject({ outcome: { kind: 'judged' } });
  });

  test('closing removes no file that a reply names outside of the folder for outputs', async () => {
    const redis = await testRedis();
    const place = queuePlace();
    const secret = join(place.folder, 'secret.gif');
    writeFileSync(secret, 'secret');
    const queue = await coordinator(redis.url);
    await worker(redis.url, place.folder);
    await queue.run(place.task(0), never);
    const other = anybody(redis.url);
    const id = jobIdOf('run-1', place.task(0).item.key);
    const job = await other.getJob(id);
    const forged = JSON.stringify({ ...(job?.returnvalue as object), staged: secret });
    redis.ask('HSET', `${PREFIX}:${QUEUE}:${id}`, 'returnvalue', forged);
    await queue.close();
    expect(existsSync(secret)).toBe(true);
    expect(jobsIn(redis)).toBe(0);
  });
});
