import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { openCrew, type CrewOptions } from '../../../src/batch/crew/crew.js';
import type { Dispatcher, Loss, Reply, Task } from '../../../src/batch/task.js';
import { compressTask, GIFENC, judgeTask, work } from '../../support/batch-task.js';
import { EndlessEngine, expectGone, isAlive } from '../../support/endless-engine.js';
import { fixture, temporaryFolder } from '../../support/engine-run.js';
import '../../support/quiet.js';

const never = new AbortController().signal;
const env = { ...process.env };
afterEach(() => {
  process.env = { ...env };
});

function crewOf(options: Partial<CrewOptions> = {}): Dispatcher {
  const crew = openCrew({ width: 1, settings: work(), ...options });
  onTestFinished(() => crew.close());
  return crew;
}

function workerOf(outcome: Reply | Loss): number {
  if ('kind' in outcome) throw new Error(outcome.reason);
  return Number(outcome.worker.split(':').at(-1));
}

/** A scan that does to its worker what its name says. */
function faultyTask(name: 'exit' | 'crash' | 'throw' | 'hang' | 'memory'): Task {
  process.env['NODE_OPTIONS'] = `--import=${fileURLToPath(new URL('faulty.mjs', import.meta.url))}`;
  const input = join(temporaryFolder(), `${name}.gif`);
  copyFileSync(fixture('ball'), input);
  return judgeTask(input, null);
}

const ENDLESS = { engine: 'gifsicle', parameters: {} };

describe('a crew', () => {
  test('does tasks in as many processes as it is wide, and keeps each for the next', async () => {
    const folder = temporaryFolder();
    const crew = crewOf({ width: 2 });
    const tasks = [0, 1, 2, 3, 4, 5].map((ordinal) => compressTask(fixture('ball'), folder, GIFENC, ordinal));
    const replies = await Promise.all(tasks.map((task) => crew.run(task, never)));
    expect(replies.map((reply) => 'outcome' in reply && reply.outcome.kind)).toEqual(tasks.map(() => 'judged'));
    const workers = new Set(replies.map(workerOf));
    expect(workers.size).toBe(2);
    expect(workers).not.toContain(process.pid);
    expect(readdirSync(folder)).toEqual(tasks.map((_, ordinal) => `${ordinal}-staged.gif`));
  });

  test('warns nobody of a leak where many tasks can be stopped by one signal', async () => {
    const warnings: Error[] = [];
    const hear = (warning: Error) => warnings.push(warning);
    process.on('warning', hear);
    onTestFinished(() => void process.off('warning', hear));
    const crew = crewOf();
    const stop = new AbortController();
    const task = judgeTask(fixture('held'), null);
    const runs = Array.from({ length: 12 }, () => crew.run(task, stop.signal).catch(() => null));
    stop.abort();
    await Promise.all(runs);
    expect(warnings).toEqual([]);
  });

  test('starts no more processes than there is work for', async () => {
    const crew = crewOf({ width: 8 });
    const first = workerOf(await crew.run(judgeTask(fixture('ball'), null), never));
    expect(workerOf(await crew.run(judgeTask(fixture('held'), null), never))).toBe(first);
  });

  test('replaces a process after a number of items', async () => {
    const crew = crewOf({ limits: { mostItems: 2 } });
    const workers = [];
    for (const name of ['ball', 'held', 'slides']) {
      workers.push(workerOf(await crew.run(judgeTask(fixture(name), null), never)));
    }
    expect(workers[1]).toBe(workers[0]);
    expect(workers[2]).not.toBe(workers[1]);
    await expectGone([workers[0]!]);
  });

  test('replaces a process that has grown', async () => {
    const crew = crewOf({ limits: { mostResidentMb: 1 } });
    const first = workerOf(await crew.run(judgeTask(fixture('ball'), null), never));
    expect(workerOf(await crew.run(judgeTask(fixture('ball'), null), never))).not.toBe(first);
  });

  test('ends its processes when it is closed, with what they have', async () => {
    const engine = new EndlessEngine();
    const crew = crewOf();
    const tasks = [0, 1].map((ordinal) => compressTask(fixture('ball'), temporaryFolder(), ENDLESS, ordinal));
    const runs = Promise.allSettled(tasks.map((task) => crew.run(task, never)));
    const { all } = await engine.started();
    await crew.close();
    expect(await runs).toMatchObject([{ value: { kind: 'lost' } }, { reason: { code: 'aborted' } }]);
    await expectGone(all);
    await expect(crew.run(tasks[0]!, never)).rejects.toMatchObject({ code: 'aborted' });
  });

  test('says what keeps its processes from starting', async () => {
    process.env['NODE_OPTIONS'] = '--import=/nowhere/missing.mjs';
    const run = crewOf().run(judgeTask(fixture('ball'), null), never);
    await expect(run).rejects.toMatchObject({
      code: 'worker_start_failed',
      message: expect.stringContaining('/nowhere/missing.mjs') as string,
    });
  });
});

describe('an item that ends its worker', () => {
  test.each([
    ['exits', 'exit', 'exit code 7'],
    ['crashes in an embedded engine', 'crash', 'signal SIGSEGV'],
    ['throws where nobody catches', 'throw', 'exit code 1: TypeError: a bug of ours'],
    ['takes all memory', 'memory', 'out of memory (its JavaScript heap is limited to 128 MiB)'],
  ] as const)('since it %s is lost, and no other is', async (_what, fault, reason) => {
    const crew = crewOf({ width: 2, limits: { heapMb: 128 } });
    // a worker that has an item behind it
    const tasks = [judgeTask(fixture('ball'), null), faultyTask(fault), judgeTask(fixture('held'), null)];
    const [before, lost, after] = await Promise.all(tasks.map((task) => crew.run(task, never)));
    expect(lost).toEqual({ kind: 'lost', reason: `The worker process ended: ${reason}` });
    expect([before, after]).toMatchObject([{ outcome: { kind: 'judged' } }, { outcome: { kind: 'judged' } }]);
    expect(await crew.run(judgeTask(fixture('slides'), null), never)).toMatchObject({ outcome: { kind: 'judged' } });
  });

  test('since it hangs is lost', async () => {
    const settings = work({ pool: { timeoutMs: 1000 } });
    const crew = crewOf({ settings, limits: { slackMs: 1000 } });
    const lost = await crew.run(faultyTask('hang'), never);
    expect(lost).toEqual({ kind: 'lost', reason: 'The worker process ended: it hung for 2 s' });
  });

  test('that is killed leaves none of its engines running, and nothing at the target', async () => {
    const engine = new EndlessEngine();
    const folder = temporaryFolder();
    const crew = crewOf();
    const run = crew.run(compressTask(fixture('ball'), folder, ENDLESS), never);
    const { worker, all } = await engine.started();
    process.kill(worker, 'SIGKILL');
    expect(await run).toEqual({ kind: 'lost', reason: 'The worker process ended: signal SIGKILL' });
    await expectGone(all);
    expect(readdirSync(folder).filter((name) => !name.startsWith('.pressproof-'))).toEqual([]);
    expect(await crew.run(judgeTask(fixture('ball'), null), never)).toMatchObject({ outcome: { kind: 'judged' } });
  });

  test('is done again when somebody ends all processes of the batch but the one that hands out the work', async () => {
    const folder = temporaryFolder();
    const engine = new EndlessEngine({ mortal: true });
    const run = crewOf().run(compressTask(fixture('ball'), folder, ENDLESS), never);
    const { worker, all } = await engine.started();
    for (const pid of [worker, all[1]!]) process.kill(pid, 'SIGTERM');
    expect(await run).toMatchObject({ outcome: { kind: 'judged', written: { bytes: expect.any(Number) as number } } });
  });

  test('is none when the worker was killed before it had it', async () => {
    const crew = crewOf();
    const worker = workerOf(await crew.run(judgeTask(fixture('ball'), null), never));
    process.kill(worker, 'SIGKILL');
    const next = await crew.run(judgeTask(fixture('ball'), null), never);
    expect(workerOf(next)).not.toBe(worker);
  });
});

describe('an item that is given up', () => {
  test('ends with its worker and its engines', async () => {
    const engine = new EndlessEngine();
    const crew = crewOf();
    const stop = new AbortController();
    const run = crew.run(compressTask(fixture('ball'), temporaryFolder(), ENDLESS), stop.signal);
    const { all } = await engine.started();
    stop.abort(new Error('enough'));
    await expect(run).rejects.toThrow('enough');
    await expectGone(all);
    expect(await crew.run(judgeTask(fixture('ball'), null), never)).toMatchObject({ outcome: { kind: 'judged' } });
  });

  test('while it waits is not begun', async () => {
    const engine = new EndlessEngine();
    const folder = temporaryFolder();
    const crew = crewOf();
    const [busy, stop] = [new AbortController(), new AbortController()];
    const first = crew.run(compressTask(fixture('ball'), temporaryFolder(), ENDLESS), busy.signal);
    const second = crew.run(compressTask(fixture('ball'), folder, GIFENC), stop.signal);
    await engine.started();
    stop.abort(new Error('enough'));
    await expect(second).rejects.toThrow('enough');
    busy.abort(new Error('enough too'));
    await expect(first).rejects.toThrow('enough too');
    await crew.close();
    expect(readdirSync(folder)).toEqual([]);
  });
});

test('workers and their engines end with whoever hands out the work, and touch no target', async () => {
  const engine = new EndlessEngine();
  const folder = join(temporaryFolder(), 'out');
  mkdirSync(folder);
  const task = compressTask(fixture('ball'), folder, ENDLESS);
  const program = fileURLToPath(new URL('parent.mjs', import.meta.url));
  const parent = spawn(process.execPath, [program, JSON.stringify(task), JSON.stringify(work())], { stdio: 'ignore' });
  const { all } = await engine.started();
  expect(all.filter(isAlive)).toEqual(all);
  parent.kill('SIGKILL');
  await once(parent, 'exit');
  await expectGone(all);
  expect(readdirSync(folder).filter((name) => !name.startsWith('.pressproof-'))).toEqual([]);
});
