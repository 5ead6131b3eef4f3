import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/core/errors.js';
import { PoolError } from '../../src/pool/errors.js';
import { SingleUse } from '../../src/pool/single-use.js';

const misbehave = new URL('./workers/misbehave.mjs', import.meta.url);
const single = (options = {}) => new SingleUse({ worker: misbehave, heapMb: 32, ...options });

async function refusal(work: Promise<unknown>): Promise<PoolError> {
  const error = await work.then(
    () => new Error('it succeeded'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(PoolError);
  return error as PoolError;
}

/** Resolves once the thread behind the counter has stopped counting; the test's own limit is the deadline. */
async function stops(shared: SharedArrayBuffer): Promise<void> {
  const counter = new Int32Array(shared);
  for (let before = -1; before !== Atomics.load(counter, 0);) {
    before = Atomics.load(counter, 0);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test('each task has a thread of its own, without what the parent was started with', async () => {
  const answers = (await Promise.all([1, 2].map((echo) => single().run({ kind: 'answer', echo })))) as {
    readonly threadId: number;
  }[];
  expect(answers).toMatchObject([
    { echo: 1, execArgv: [] },
    { echo: 2, execArgv: [] },
  ]);
  expect(answers[0]?.threadId).not.toBe(answers[1]?.threadId);
});

describe('a thread that was started before its task', () => {
  test('does the next one, and that alone', async () => {
    const runner = single();
    runner.prepare('answer');
    const answers = [await runner.run({ kind: 'answer', echo: 1 }), await runner.run({ kind: 'answer', echo: 2 })];
    expect(answers).toMatchObject([{ echo: 1 }, { echo: 2 }]);
    const [one, two] = answers as { readonly threadId: number }[];
    expect(one?.threadId).not.toBe(two?.threadId);
  });

  test.each(['./workers/none.mjs', './workers/exit-at-start.mjs'])('and died (%s) fails its task', async (file) => {
    const runner = single({ worker: new URL(file, import.meta.url) });
    runner.prepare('answer');
    // long enough for it to be dead before anybody asks
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await refusal(runner.run({ kind: 'answer' }))).code).toBe('worker_died');
  });

  test('keeps no process alive when none follows', async () => {
    const script = `
      import { SingleUse } from ${JSON.stringify(new URL('../../src/pool/single-use.ts', import.meta.url).href)};
      new SingleUse({ worker: new URL(${JSON.stringify(new URL('./workers/hang.mjs', import.meta.url).href)}) }).prepare('x');`;
    const args = ['--import', 'tsx', '--input-type=module', '--eval', script];
    await expect(promisify(execFile)(process.execPath, args, { timeout: 100_000 })).resolves.toMatchObject({
      stderr: '',
    });
  });
});

test('what a thread says goes to standard error, whatever it says it to', async () => {
  const script = `
    import { SingleUse } from ${JSON.stringify(new URL('../../src/pool/single-use.ts', import.meta.url).href)};
    await new SingleUse({ worker: new URL(${JSON.stringify(misbehave.href)}) }).run({ kind: 'talk' });`;
  const args = ['--import', 'tsx', '--input-type=module', '--eval', script];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args);
  expect(stdout).toBe('');
  expect(stderr.split('\n').toSorted()).toEqual(['', 'to stderr', 'to stdout']);
});

describe('a thread that dies is an error, never a value', () => {
  test.each([
    ['exits', 'exit', /exited with code: 3/],
    ['runs out of memory', 'hoard', /out of memory/],
    ['throws past the reply', 'throw', /thrown past the reply/],
    ['answers what cannot be cloned', 'uncloneable', /could not be cloned/],
  ])('when it %s', async (_, kind, message) => {
    const error = await refusal(single().run({ kind }));
    expect(error.code).toBe('worker_died');
    expect(error.message).toMatch(message);
  });

  test.each([
    ['does not exist', './workers/none.mjs', /none\.mjs/],
    ['exits before it is ready', './workers/exit-at-start.mjs', /exited with code/],
  ])('when its module %s', async (_, file, message) => {
    const worker = new URL(file, import.meta.url);
    const error = await refusal(single({ worker }).run({ kind: 'answer' }));
    expect(error.code).toBe('worker_died');
    expect(error.message).toMatch(message);
  });

  test('a late error of a finished task reaches nobody, also where both came before anybody looked', async () => {
    const ended = new Int32Array(new SharedArrayBuffer(4));
    const work = single().run({ kind: 'reject_at_once', ended: ended.buffer });
    // this thread stands still, as on a busy machine, until the other one is about to say what it died of
    expect(Atomics.wait(ended, 0, 0, 100_000)).not.toBe('timed-out');
    // and has said it
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    expect(await work).toBe('done');
  });
});

test('a failure of the task keeps its words, and wrong usage its class', async () => {
  await expect(single().run({ kind: 'usage' })).rejects.toBeInstanceOf(UsageError);
  const error = await refusal(single().run({ kind: 'failure' }));
  expect([error.code, error.message]).toEqual(['task_failed', 'The validator failed: a bug']);
});

test('a time-out really ends an endless loop', async () => {
  const counter = new SharedArrayBuffer(4);
  const error = await refusal(single().run({ kind: 'spin', counter }, { timeoutMs: 1000 }));
  expect([error.code, error.message]).toEqual(['timeout', 'Not finished after its time limit of 1000 ms']);
  await stops(counter);
});

test('an abort ends the task at once and carries its reason; one that came before starts nothing', async () => {
  const counter = new SharedArrayBuffer(4);
  const controller = new AbortController();
  const work = single().run({ kind: 'spin', counter }, { signal: controller.signal });
  while (Atomics.load(new Int32Array(counter), 0) === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  const reason = new Error('enough');
  controller.abort(reason);
  expect(await refusal(work)).toMatchObject({ code: 'aborted', cause: reason });
  await stops(counter);
  const late = await refusal(single().run({ kind: 'spin', counter }, { signal: controller.signal }));
  expect(late.code).toBe('aborted');
});

test('limits are checked by name', async () => {
  expect(() => new SingleUse({ heapMb: 1 })).toThrow(/for heapMb but received 1/);
  await expect(single().run({ kind: 'answer' }, { timeoutMs: -5 })).rejects.toThrow(/timeoutMs but received -5/);
});
