import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test, vi } from 'vitest';
import { keysBelow } from '../../src/batch/storage/s3/list.js';
import { storageOf } from '../../src/batch/storage/index.js';
import { cli, fixture } from '../support/cli.js';
import { collected } from '../support/collected.js';
import { s3Server } from '../support/s3-server.js';
import { scratchFolder } from '../support/scratch.js';

// each command starts processes
vi.setConfig({ testTimeout: 120_000 });

const server = s3Server('corpus', 'results');
const scratch = scratchFolder();
const s3 = storageOf('s3://');

beforeAll(async () => {
  for (const name of ['ball', 'held', 'slides']) await s3.put(fixture(name), `s3://corpus/in/${name}.gif`);
});

const batch = async (out: string, ...args: string[]) =>
  await cli(['batch', ...args, '--out', join(scratch, out), '--concurrency', '1', '--no-progress']);
const compress = ['s3://corpus/in', '--engine', 'gifenc', '--colors', '64'];

const keys = async (bucket: string, key: string) =>
  await collected(keysBelow({ bucket, key }, new AbortController().signal));

test('a corpus in a bucket is compressed into another, judged there, and nothing else is left in it', async () => {
  const made = await batch('run', ...compress, '--outputs', 's3://results/run');
  expect([made.code, made.stderr]).toEqual([0, expect.stringMatching(/./)]);
  const names = ['ball', 'held', 'slides'].map((name) => `run/gifenc-colors-64/${name}.gif`);
  expect(await keys('results', 'run/')).toEqual(names);
  const judged = await batch('judged', 's3://corpus/in', '--against', 's3://results/run/gifenc-colors-64', '--json');
  expect(judged.code).toBe(0);
  // an output that got lost is a result, too
  await s3.remove(`s3://results/${names[1]}`);
  const lost = await batch('lost', 's3://corpus/in', '--against', 's3://results/run/gifenc-colors-64');
  expect(lost.code).not.toBe(0);
  expect(lost.stdout).toContain('held.gif');
});

test('a bucket for outputs that is not there ends the batch instead of failing every item', async () => {
  const made = await batch('nowhere', ...compress, '--outputs', 's3://nowhere/run');
  expect(made.code).toBe(1);
  expect(made.stderr).toMatch(/s3:\/\/nowhere\/.* cannot be written: .*make the bucket nowhere at http/);
  expect(made.stderr).toContain('pressproof batch --resume --out');
});

test('a store that breaks while outputs are published ends the batch, and resuming does the rest', async () => {
  let copies = 0;
  server.disturb = ({ headers }, answer) => {
    if (headers['x-amz-copy-source'] === undefined || (copies += 1) === 1) return false;
    answer.writeHead(500).end();
    return true;
  };
  const broken = await batch('broken', ...compress, '--outputs', 's3://results/broken');
  expect(broken.code).toBe(1);
  expect(broken.stderr).toMatch(/cannot be moved to s3:\/\/results\/broken\/.*What is done is kept/);
  server.disturb = () => false;
  const resumed = await cli([
    'batch',
    '--resume',
    '--out',
    join(scratch, 'broken'),
    '--concurrency',
    '1',
    '--no-progress',
  ]);
  expect(resumed.code).toBe(0);
  expect(await keys('results', 'broken/')).toHaveLength(3);
});

test('a manifest of objects is scanned', async () => {
  mkdirSync(join(scratch, 'lists'));
  const list = join(scratch, 'lists', 'list.jsonl');
  writeFileSync(list, ['ball', 'held'].map((name) => `{"input":"s3://corpus/in/${name}.gif"}\n`).join(''));
  const scanned = await batch('scanned', list, '--job', 'scan');
  expect([scanned.code, scanned.stdout]).toEqual([0, expect.stringContaining('2 results: 2 pass')]);
});
