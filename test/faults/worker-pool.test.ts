import { execFile } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { promisify } from 'node:util';
import type { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { PoolError } from '../../src/pool/errors.js';
import { WorkerPool } from '../../src/pool/worker-pool.js';
import type { PoolOptions } from '../../src/pool/options.js';

const misbehave = new URL('./workers/misbehave.mjs', import.meta.url);
const opened: WorkerPool[] = [];

function pool(options: PoolOptions = {}): WorkerPool {
  const created = new WorkerPool({ worker: misbehave, threads: 2, ...options });
  opened.push(created);
  return created;
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((each) => each.close()));
});

/** Holds workers until it is opened; [0] open, [1] how many entered. */
function gate(): { shared: SharedArrayBuffer; entered(count: number): Promise<void>; open(): void } {
  const shared = new SharedArrayBuffer(8);
  const cells = new Int32Array(shared);
  return {
    shared,
    open: () => void Atomics.store(cells, 0, 1),
    async entered(count) {
      while (Atomics.load(cells, 1) < count) await new Promise((resolve) => setTimeout(resolve, 5));
    },
  };
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => new Error('it succeeded'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(PoolError);
  return (error as PoolError).code;
}

describe('a worker that dies costs its own subject', () => {
  test.each([
    ['exits', 'exit', /exited with code: 3/],
    ['runs out of memory', 'hoard', /out of memory/],
    ['throws past the reply', 'throw', /thrown past the reply/],
    ['answers what cannot be cloned', 'uncloneable', /The worker died/],
  ])('when it %s, while its neighbour finishes', async (_, kind, message) => {
    const workers = pool({ heapMb: 32 });
    const held = gate();
    const neighbour = workers.run({ kind: 'wait', gate: held.shared, echo: 'survived' });
    await held.entered(1);
    const victim = workers.run({ kind });
    const queued = [1, 2, 3].map((echo) => workers.run({ kind: 'answer', echo }));
    await expect(victim).rejects.toThrow(message);
    expect(await codeOf(victim)).toBe('worker_died');
    expect(await Promise.all(queued)).toMatchObject([{ echo: 1 }, { echo: 2 }, { echo: 3 }]);
    held.open();
    expect(await neighbour).toBe('survived');
  });

  test('many that die in a row do not wear the pool out', async () => {
    const workers = pool();
    const kinds = Array.from({ length: 12 }, (_, index) => (index % 3 === 0 ? 'answer' : 'exit'));
    const results = await Promise.allSettled(kinds.map((kind) => workers.run({ kind })));
    expect(results.map(({ status }) => status)).toEqual(kinds.map((k) => (k === 'answer' ? 'fulfilled' : 'rejected')));
  });

  test('a late error of a finished task falls on no other', async () => {
    let ended: Promise<unknown> | undefined;
    const watch = (message: unknown): void => {
      const { worker } = message as { worker: Worker };
      ended = new Promise((resolve) => worker.once('exit', resolve));
    };
    subscribe('worker_threads', watch);
    const workers = pool({ threads: 1 });
    const late = gate();
    expect(await workers.run({ kind: 'reject_late', gate: late.shared })).toBe('done');
    unsubscribe('worker_threads', watch);
    // not before its reply was read, which would be lost with it
    late.open();
    // the late error ends the thread that had the task
    await ended;
    const held = gate();
    const next = workers.run({ kind: 'wait', gate: held.shared, echo: 'next' });
    await held.entered(1);
    setTimeout(() => held.open(), 100);
    expect(await next).toBe('next');
  });

  test.each([
    ['does not exist', new URL('./workers/none.mjs', import.meta.url), /none\.mjs/],
    ['exits before it is ready', new URL('./workers/exit-at-start.mjs', import.meta.url), /could not start/],
  ])('a worker module that %s fails its tasks instead of hanging', async (_, worker, message) => {
    const workers = pool({ worker });
    const work = [1, 2, 3].map(() => workers.run({ kind: 'answer' }));
    for (const each of work) await expect(each).rejects.toThrow(message);
    expect(await codeOf(workers.run({ kind: 'answer' }))).toBe('worker_died');
  });
});

describe('time limit and abort', () => {
  /** Resolves once the thread behind the counter has stopped counting; the test's own limit is the deadline. */
  async function stops(shared: SharedArrayBuffer): Promise<void> {
    const counter = new Int32Array(shared);
    for (let before = -1; before !== Atomics.load(counter, 0);) {
      before = Atomics.load(counter, 0);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  test('a time-out really ends an endless loop, and its thread is replaced', async () => {
    const workers = pool({ threads: 1, timeoutMs: 20_000 });
    const counter = new SharedArrayBuffer(4);
    expect(await codeOf(workers.run({ kind: 'spin', counter }, { timeoutMs: 1000 }))).toBe('timeout');
    await stops(counter);
    expect(await workers.run({ kind: 'answer', echo: 'next' })).toMatchObject({ echo: 'next' });
  });

  test('an abort ends the running task at once and carries its reason', async () => {
    const workers = pool({ threads: 1 });
    const counter = new SharedArrayBuffer(4);
    const controller = new AbortController();
    const work = workers.run({ kind: 'spin', counter }, { signal: controller.signal });
    while (Atomics.load(new Int32Array(counter), 0) === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const reason = new Error('enough');
    controller.abort(reason);
    await expect(work).rejects.toMatchObject({ code: 'aborted', cause: reason });
    await stops(counter);
  });

  test('warns nobody of a leak where many tasks can be stopped by one signal', async () => {
    const warned = vi.spyOn(process, 'emitWarning');
    onTestFinished(() => warned.mockRestore());
    const controller = new AbortController();
    const work = pool();
    const codes = Array.from({ length: 12 }, () => codeOf(work.run({ kind: 'answer' }, { signal: controller.signal })));
    controller.abort();
    expect(new Set(await Promise.all(codes))).toEqual(new Set(['aborted']));
    expect(warned).not.toHaveBeenCalled();
  });

  test('a task that is aborted as it begins is one that was aborted', async () => {
    const controller = new AbortController();
    const onStart = (): void => controller.abort();
    expect(await codeOf(pool().run({ kind: 'answer' }, { signal: controller.signal, onStart }))).toBe('aborted');
  });

  test('a waiting task that is aborted leaves the queue without starting', async () => {
    const workers = pool({ threads: 1 });
    const held = gate();
    const first = workers.run({ kind: 'wait', gate: held.shared, echo: 'first' });
    const controller = new AbortController();
    const second = workers.run({ kind: 'wait', gate: held.shared, echo: 'second' }, { signal: controller.signal });
    expect(workers.queued).toBe(1);
    controller.abort();
    expect(await codeOf(second)).toBe('aborted');
    expect(workers.queued).toBe(0);
    await held.entered(1);
    held.open();
    expect(await first).toBe('first');
    expect(Atomics.load(new Int32Array(held.shared), 1)).toBe(1);
  });

  test('a signal that fired before is refused before anything starts', async () => {
    expect(await codeOf(pool().run({ kind: 'answer' }, { signal: AbortSignal.abort() }))).toBe('aborted');
  });

  test('waiting does not count against the time limit', async () => {
    const workers = pool({ threads: 1 });
    const held = gate();
    const first = workers.run({ kind: 'wait', gate: held.shared, echo: 'first' });
    await held.entered(1);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    onTestFinished(() => void vi.useRealTimers());
    const second = workers.run({ kind: 'answer', echo: 'second' }, { timeoutMs: 2000 });
    // longer than the second one's limit
    vi.advanceTimersByTime(2200);
    held.open();
    expect(await first).toBe('first');
    expect(await second).toMatchObject({ echo: 'second' });
  });
});

describe('the queue', () => {
  test('refuses beyond its limit, and only then', async () => {
    const workers = pool({ threads: 1, maxQueue: 1 });
    const held = gate();
    const running = workers.run({ kind: 'wait', gate: held.shared, echo: 1 });
    const waiting = workers.run({ kind: 'answer', echo: 2 });
    expect(await codeOf(workers.run({ kind: 'answer' }))).toBe('queue_full');
    held.open();
    expect(await running).toBe(1);
    expect(await waiting).toMatchObject({ echo: 2 });
    expect(await workers.run({ kind: 'answer', echo: 3 })).toMatchObject({ echo: 3 });
  });

  test('is served in the order in which it was joined, past one that left', async () => {
    const workers = pool({ threads: 1 });
    const held = gate();
    const begun: number[] = [];
    const leaves = new AbortController();
    const join = (echo: number, signal?: AbortSignal) =>
      workers.run(
        { kind: 'wait', gate: held.shared, echo },
        { ...(signal && { signal }), onStart: () => begun.push(echo) },
      );
    const first = join(1);
    const left = join(2, leaves.signal);
    const others = [3, 4, 5].map((echo) => join(echo));
    leaves.abort();
    expect(await codeOf(left)).toBe('aborted');
    expect(workers.queued).toBe(3);
    held.open();
    expect(await Promise.all([first, ...others])).toEqual([1, 3, 4, 5]);
    expect(begun).toEqual([1, 3, 4, 5]);
  });

  test('with no room at all still runs what a thread is free for', async () => {
    const workers = pool({ threads: 1, maxQueue: 0 });
    expect(await workers.run({ kind: 'answer', echo: 1 })).toMatchObject({ echo: 1 });
  });
});

test('close lets accepted work finish, and the next task starts the threads again', async () => {
  const workers = pool({ threads: 1 });
  const held = gate();
  const work = [1, 2].map((echo) => workers.run({ kind: 'wait', gate: held.shared, echo }));
  const closing = workers.close();
  held.open();
  await closing;
  expect(await Promise.all(work)).toEqual([1, 2]);
  expect(await workers.run({ kind: 'answer', echo: 3 })).toMatchObject({ echo: 3 });
});

test('neither an idle nor an unused pool keeps its process alive', async () => {
  const script = `
    import { WorkerPool } from ${JSON.stringify(new URL('../../src/pool/worker-pool.ts', import.meta.url).href)};
    new WorkerPool();
    const workers = new WorkerPool({ worker: new URL(${JSON.stringify(misbehave.href)}) });
    process.stdout.write(JSON.stringify(await workers.run({ kind: 'answer', echo: 'out' })));`;
  const args = ['--import', 'tsx', '--input-type=module', '--eval', script];
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 100_000 });
  // the loader of the parent is not inherited either
  expect(JSON.parse(stdout)).toMatchObject({ echo: 'out', execArgv: [] });
});
