import { spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Reply, Task } from '../../src/batch/task.js';
import { withoutPackages } from '../faults/installed.js';
import { cli } from '../support/cli.js';
import { coordinator, queuePlace, testSettings } from '../support/queue-place.js';
import { REDIS_SERVER, testRedis } from '../support/redis.js';
import { scratchFolder } from '../support/scratch.js';
import { heldEngine } from '../support/server.js';
import { until } from '../support/until.js';
import { workerProcess } from '../support/worker-processes.js';

const scratch = scratchFolder();
const never = new AbortController().signal;
const judged = { outcome: { kind: 'judged' } };

function decisionOf(reply: unknown) {
  const { outcome } = reply as Reply;
  if (outcome.kind === 'error') throw new Error(outcome.message);
  return outcome.decision;
}

function withGifsicle(task: Task): Task {
  const stages = [{ engine: 'gifsicle', parameters: { colors: 16 } }];
  return { ...task, item: { ...task.item, recipe: { label: 'gifsicle colors=16', stages } } };
}

test.each([
  [['--queue', 'http://alice:secret@host'], 2, 'for --queue but received one that begins with http:'],
  [['--queue', 'redis://alice:secret@127.0.0.1:1'], 1, 'The queue at redis://127.0.0.1:1 cannot be reached'],
  [[], 2, 'with --queue, or in PRESSPROOF_QUEUE: none is stated'],
  [['--queue', 'redis://127.0.0.1', '--root', '/nowhere'], 2, 'for --root but received "/nowhere"'],
])('it ends where it cannot begin, and keeps passwords to itself: %j', async (args, code, message) => {
  const ended = await cli(['worker', ...args]);
  expect(ended.code).toBe(code);
  expect(ended.stderr).toContain(message);
  expect(ended.stderr).not.toContain('secret');
});

test('without its packages it says which to install', () => {
  const folder = mkdtempSync(join(scratch, 'without-'));
  const index = fileURLToPath(withoutPackages(folder, ['bullmq', 'ioredis']));
  const command = join(dirname(index), 'cli', 'index.js');
  const args = [command, 'worker', '--queue', 'redis://127.0.0.1:1'];
  const { status: code, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect(code).toBe(2);
  expect(stderr).toContain('npm install bullmq ioredis');
});

describe.runIf(REDIS_SERVER)('a worker at a queue', () => {
  test('says where it works, what it may touch and what it listens to', async () => {
    const redis = await testRedis();
    const { folder } = queuePlace();
    const out = realpathSync(mkdtempSync(join(scratch, 'out-')));
    const places = ['--root', folder, '--out', out, '--bucket', 'corpus'];
    const worker = await workerProcess(['--queue', redis.url, '--concurrency', '3', ...places]);
    await until(() => worker.lines.length >= 5);
    expect(worker.lines[0]).toMatch(/^Working for redis:\/\/127\.0\.0\.1:\d+\/0, version .*, 3 at once$/);
    expect(worker.lines.slice(1, 5)).toEqual([
      `  reads    ${folder}, s3://corpus`,
      `  writes   ${out}, s3://corpus`,
      '  control  none (PRESSPROOF_CONTROL_FILE)',
      '  metrics  none (--metrics-port)',
    ]);
  });

  test('a wrong password ends it with 2; the right one, of an ACL user and from the environment, does not', async () => {
    const acl = '--user alice on >secret ~pressproof:* +@all -@dangerous +info --user default off';
    const redis = await testRedis(acl.split(' '));
    const wrong = await cli(['worker', '--queue', `redis://alice:secreter@127.0.0.1:${redis.port}`]);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toMatch(/refuses this user: WRONGPASS/);
    expect(wrong.stderr).not.toContain('secret');
    const place = queuePlace();
    const url = `redis://alice:secret@127.0.0.1:${redis.port}`;
    const worker = await workerProcess(['--root', place.folder], { env: { PRESSPROOF_QUEUE: url } });
    const queue = await coordinator(url);
    expect(await queue.run(place.task(0), never)).toMatchObject(judged);
    expect(worker.lines.join('\n')).not.toContain('secret');
  });

  test('its control file, switched while it works, holds from the next item on', async () => {
    const redis = await testRedis();
    const place = queuePlace();
    const env = { PRESSPROOF_CONTROL_FILE: join(place.folder, 'control.json') };
    await workerProcess(['--queue', redis.url, '--root', place.folder, '--concurrency', '1'], { env });
    const queue = await coordinator(redis.url);
    const next = async (n: number) => decisionOf(await queue.run(place.task(n), never));
    expect(await next(0)).toMatchObject({ skipped: null, report: { mode: 'alert' } });
    const control = async (...args: string[]) => {
      const { code, stderr } = await cli(['control', ...args, '--reason', 'test'], { env });
      expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
    };
    await control('mode', 'shadow');
    let n = 1;
    await until(async () => (await next(n++)).report.mode === 'shadow');
    await control('disable');
    await until(async () => (await next(n++)).skipped === 'emergency');
  });

  test('an emergency of its environment holds for its items', async () => {
    const redis = await testRedis();
    const place = queuePlace();
    const env = { PRESSPROOF_EMERGENCY_DISABLE: '1' };
    const worker = await workerProcess(['--queue', redis.url, '--root', place.folder], { env });
    const queue = await coordinator(redis.url);
    expect(decisionOf(await queue.run(place.task(0), never)).skipped).toBe('emergency');
    expect(worker.lines).toContain('Nothing is validated. Emergency disable: PRESSPROOF_EMERGENCY_DISABLE is set');
  });

  test('what it may not read or write counts against the worker, which says why, and is not touched', async () => {
    const redis = await testRedis();
    const [place, other] = [queuePlace(), queuePlace()];
    await workerProcess(['--queue', redis.url, '--root', place.folder]);
    const queue = await coordinator(redis.url);
    const lost = {
      kind: 'lost',
      reason: expect.stringMatching(/may not (read|write) .*: start it with --(root|out)/) as string,
    };
    expect(await queue.run(other.task(0), never)).toMatchObject(lost);
    const written = { ...place.task(1), staged: other.task(1).staged };
    expect(await queue.run(written, never)).toMatchObject(lost);
    expect(other.staged()).toEqual([]);
  });

  test('one that reaches nothing of what it is asked for stops with 2 and says what is missing', async () => {
    const redis = await testRedis();
    const [place, other] = [queuePlace(), queuePlace()];
    const worker = await workerProcess(['--queue', redis.url, '--root', place.folder]);
    const queue = await coordinator(redis.url);
    const results = Array.from({ length: 10 }, (_, n) => queue.run(other.task(n), never));
    expect((await Promise.all(results)).every((result) => 'kind' in result && result.kind === 'lost')).toBe(true);
    expect(await worker.ended).toBe(2);
    expect(worker.lines.join('\n')).toMatch(/Every item is out of reach\. This worker may not read .*--root FOLDER/);
  });

  test('its metrics count its items', async () => {
    const redis = await testRedis();
    const place = queuePlace();
    const worker = await workerProcess(['--queue', redis.url, '--root', place.folder, '--metrics-port', '0']);
    const queue = await coordinator(redis.url);
    await queue.run(place.task(60), never);
    const address = () => /metrics {2}(http\S+)/.exec(worker.lines.join('\n'))?.[1];
    await until(() => address() !== undefined);
    const text = await (await fetch(address()!)).text();
    expect(text).toMatch(/^pressproof_validations_total\{suite="image",mode="alert",verdict="\w+"\} 1$/m);
    expect(text).toMatch(
      /^pressproof_compression_duration_seconds_count\{engine="gifenc",operation="color_reduction"\} 1$/m,
    );
    expect((await fetch(new URL('/', address()))).status).toBe(404);
  });

  test('SIGTERM with an item at work: it is finished, and the process ends with 0', async () => {
    const redis = await testRedis();
    const place = queuePlace();
    const engine = heldEngine();
    const worker = await workerProcess(['--queue', redis.url, '--root', place.folder], { env: { PATH: engine.path } });
    const queue = await coordinator(redis.url);
    const reply = queue.run(withGifsicle(place.task(0)), never);
    await until(() => engine.started());
    worker.child.kill('SIGTERM');
    await until(() => worker.lines.some((line) => line.startsWith('Stopping')));
    engine.release();
    expect(await reply).toMatchObject(judged);
    expect(await worker.ended).toBe(0);
  });

  test('SIGTERM with an item that does not end: it is given back, and the process ends with 0', async () => {
    const redis = await testRedis();
    const place = queuePlace();
    const engine = heldEngine();
    const args = ['--queue', redis.url, '--root', place.folder];
    const worker = await workerProcess([...args, '--grace', '300ms'], { env: { PATH: engine.path } });
    const queue = await coordinator(redis.url);
    const reply = queue.run(withGifsicle(place.task(0)), never);
    await until(() => engine.started());
    worker.child.kill('SIGTERM');
    expect(await worker.ended).toBe(0);
    expect(place.staged().filter((name) => name.startsWith(place.task(0).item.key))).toEqual([]);
    engine.release();
    await workerProcess(args, { env: { PATH: engine.path } });
    expect(await reply).toMatchObject(judged);
  });

  test('a queue that goes away is waited for, which is said once', async () => {
    const redis = await testRedis();
    const place = queuePlace();
    const worker = await workerProcess(['--queue', redis.url, '--root', place.folder]);
    const queue = await coordinator(redis.url);
    await redis.kill();
    const reply = queue.run(place.task(0), never);
    await until(() => worker.lines.some((line) => line.includes('cannot be reached')));
    await redis.restart();
    expect(await reply).toMatchObject(judged);
    expect(worker.lines.filter((line) => line.includes('cannot be reached'))).toHaveLength(1);
    expect(worker.lines.filter((line) => line.includes('is back after'))).toHaveLength(1);
  });

  test('it stops although its queue is away', async () => {
    const redis = await testRedis();
    const { folder } = queuePlace();
    const worker = await workerProcess(['--queue', redis.url, '--root', folder, '--grace', '300ms']);
    await redis.kill();
    await until(() => worker.lines.some((line) => line.includes('cannot be reached')));
    worker.child.kill('SIGTERM');
    expect(await worker.ended).toBe(0);
  });

  test('settings of a run hold at a worker that knows nothing of them', async () => {
    const redis = await testRedis();
    const place = queuePlace();
    await workerProcess(['--queue', redis.url, '--root', place.folder]);
    const flags = [{ field: 'mode', value: 'enforce', name: '--mode', source: 'flag --mode' }];
    const queue = await coordinator(redis.url, { settings: testSettings({ flags }) });
    expect(decisionOf(await queue.run(place.task(0), never))).toMatchObject({
      action: 'reject',
      report: { mode: 'enforce' },
    });
    expect(place.staged()).toEqual([]);
  });
});
