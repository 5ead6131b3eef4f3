import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { execute } from '../../../src/batch/execute/execute.js';
import type { Outcome, Task } from '../../../src/batch/task.js';
import { storageOf } from '../../../src/batch/storage/index.js';
import { close } from '../../../src/guard/close.js';
import { compressTask, GIFENC, judgeTask, work } from '../../support/batch-task.js';
import { fixture, temporaryFolder } from '../../support/engine-run.js';
import { hash } from '../../support/guarded.js';
import { s3Server } from '../../support/s3-server.js';
import '../../support/quiet.js';

const server = s3Server('corpus', 'outputs');
afterAll(close);

async function outcomeOf(task: Task, flags: object = {}): Promise<Outcome> {
  const { outcome } = await execute(task, work(flags), new AbortController().signal);
  // folders of this process only: others run tests too
  expect(readdirSync(tmpdir()).filter((name) => name.startsWith(`pressproof-copies-${process.pid}-`))).toEqual([]);
  return outcome;
}

async function upload(name: string, path: string): Promise<string> {
  const location = `s3://corpus/${name}`;
  await storageOf(location).put(path, location);
  return location;
}

function staged(input: string): Task {
  const task = compressTask(input, '/nowhere', GIFENC);
  return { ...task, staged: 's3://outputs/.staging/0.gif', target: `s3://outputs/gifenc/${basename(input)}` };
}

test('an input in a bucket is compressed into where it is staged, and reports name both places', async () => {
  const task = staged(await upload('ball.gif', fixture('ball')));
  const outcome = await outcomeOf(task);
  const copy = join(temporaryFolder(), 'out.gif');
  await storageOf(task.staged!).get(task.staged!, copy, { maxBytes: 2 ** 20 });
  expect(outcome).toMatchObject({
    kind: 'judged',
    written: { sha256: hash(readFileSync(copy)) },
    decision: { report: { subject: { original: { path: 's3://corpus/ball.gif' }, output: { path: task.target } } } },
  });
});

test('what enforce mode rejects is not staged, and is kept on this machine', async () => {
  const rejected = temporaryFolder();
  const task = staged(await upload('plasma.gif', fixture('plasma')));
  const ruined = { ...task, item: { ...task.item, recipe: compressTask('', '', RUINOUS).item.recipe } };
  server.requests.length = 0;
  const outcome = await outcomeOf(ruined, { mode: 'enforce', quarantineDir: rejected });
  expect(outcome).toMatchObject({ kind: 'judged', written: null, decision: { action: 'reject' } });
  expect(server.requests.filter((request) => request.includes('/outputs'))).toEqual([]);
  expect(readdirSync(rejected)).toHaveLength(2);
});

const RUINOUS = { engine: 'gifenc', parameters: { colors: 2 } };

test('pairs and lone files in buckets are judged; an output that is gone is a verdict, an input an error', async () => {
  const [original, output] = [await upload('a.gif', fixture('ball')), await upload('b.gif', fixture('ball'))];
  const gone = 's3://corpus/gone.gif';
  expect(await outcomeOf(judgeTask(original, output))).toMatchObject({
    decision: { report: { verdict: 'warn', subject: { original: { path: original }, output: { path: output } } } },
  });
  expect(await outcomeOf(judgeTask(original, null))).toMatchObject({
    decision: { report: { verdict: 'pass', subject: { file: { path: original } } } },
  });
  expect(await outcomeOf(judgeTask(original, gone))).toMatchObject({
    decision: { report: { verdict: 'fail', subject: { output: { path: gone } } } },
  });
  expect(await outcomeOf(judgeTask(gone, null))).toMatchObject({
    kind: 'error',
    code: 'input_missing',
    message: `${gone}: there is no such object; put it there, and go on with --resume`,
  });
});

test('an input that is larger than the limits allow is not fetched', async () => {
  const input = await upload('large.gif', fixture('plasma'));
  expect(await outcomeOf(staged(input), { limits: { maxBytes: 1000 } })).toMatchObject({
    kind: 'error',
    code: 'too_large',
    message: expect.stringContaining(input) as string,
  });
});
