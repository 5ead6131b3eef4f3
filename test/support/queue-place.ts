import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { execute } from '../../src/batch/execute/execute.js';
import { workSettings, type WorkSettings } from '../../src/batch/execute/settings.js';
import { itemKey, type Entry } from '../../src/batch/item.js';
import { queueAddress } from '../../src/batch/queue/address.js';
import { openQueue, type QueueOptions } from '../../src/batch/queue/coordinator.js';
import type { OpenCrew } from '../../src/batch/queue/crews.js';
import { startQueueWorker, type QueueWorker, type QueueWorkerOptions } from '../../src/batch/queue/worker.js';
import { recipeOf } from '../../src/batch/recipe.js';
import type { Dispatcher, Task } from '../../src/batch/task.js';
import { resolveSettings } from '../../src/config/index.js';
import { fixture } from './cli.js';
import type { TestRedis } from './redis.js';

/** For tests that wait for what fell silent. Any other one would lose work to a machine that stands still for so long. */
export const SHORT_LEASE_MS = 2000;
/** As `pressproof worker` has it. */
const LEASE_MS = 30_000;

export interface QueuePlace {
  readonly folder: string;
  readonly staging: string;
  readonly input: string;
  /** The n-th of as many different tasks as wanted: ball.gif under another name, with 2 to 200 colours. */
  task(n: number): Task;
  /** Names of files that are staged. */
  staged(): string[];
}

/**
 * A shared folder of a run, gone with the test.
 * @param input - what its tasks compress; default: a file of its own
 */
export function queuePlace(input?: string): QueuePlace {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'pressproof-test-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const staging = join(folder, '.staging');
  mkdirSync(staging);
  const source = input ?? join(folder, 'ball.gif');
  if (input === undefined) copyFileSync(fixture('ball'), source);
  return {
    folder,
    staging,
    input: source,
    staged: () => readdirSync(staging),
    task(n) {
      const entry: Entry = { input: source, name: `ball-${n}.gif`, output: null };
      const recipe = recipeOf([{ engine: 'gifenc', parameters: { colors: 2 + (n % 199) } }]);
      const key = itemKey('compress', { ...entry, input: `${source}?${n}` }, recipe);
      const item = { key, ordinal: n, entry, recipe };
      return { job: 'compress', item, staged: join(staging, `${key}.gif`), target: join(folder, `out-${n}.gif`) };
    },
  };
}

export function testSettings(flags: Parameters<typeof resolveSettings>[0] = {}): WorkSettings {
  return workSettings({ settings: resolveSettings({ env: {}, ...flags }) });
}

/** Executes in the process of the test. */
export const inProcess: OpenCrew = ({ width, settings }) => ({
  width,
  run: async (task, signal) => await execute(task, settings, signal),
  close: async () => {},
});

/** A coordinator, closed with the test. */
export async function coordinator(url: string, options: Partial<QueueOptions> = {}): Promise<Dispatcher> {
  const queue = await openQueue({ url, run: 'run-1', settings: testSettings(), ...options });
  onTestFinished(() => queue.close());
  return queue;
}

/** A worker in the process of the test, stopped with it. */
export async function worker(
  url: string,
  root: string,
  options: Partial<QueueWorkerOptions> = {},
): Promise<QueueWorker> {
  const started = await startQueueWorker({
    address: queueAddress(url, {}),
    concurrency: 2,
    boundaries: { roots: [root] },
    openCrew: inProcess,
    leaseMs: LEASE_MS,
    graceMs: 2000,
    tell: () => {},
    ...options,
  });
  onTestFinished(async () => {
    await started.stop();
  });
  return started;
}

/** Keys of the jobs of runs in Redis: waiting, worked on, over. */
export function jobKeys(redis: TestRedis): string[] {
  return redis
    .ask('KEYS', 'pressproof:tasks-*_*')
    .split('\n')
    .filter((key) => key.startsWith('pressproof:') && !key.endsWith(':lock'));
}

export function jobsIn(redis: TestRedis): number {
  return jobKeys(redis).length;
}
