import { mkdirSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { entriesOf, type EntryOptions } from '../../../src/batch/inputs/entries.js';
import { storageOf } from '../../../src/batch/storage/index.js';
import { collected } from '../../support/collected.js';
import { s3Server } from '../../support/s3-server.js';
import { scratchFolder } from '../../support/scratch.js';

const server = s3Server('corpus', 'results');
const scratch = scratchFolder();

beforeAll(async () => {
  const path = join(scratch, 'a.gif');
  writeFileSync(path, 'GIF89a');
  const keys = ['in/a.gif', 'in/A.gif', 'in/deep/b.gif', 'in/notes.txt', 'inner.gif'];
  for (const key of keys) await storageOf('s3://').put(path, `s3://corpus/${key}`);
  for (const key of ['a.gif', 'A.gif', 'orphan.gif']) await storageOf('s3://').put(path, `s3://results/run/${key}`);
});

const entries = async (inputs: readonly string[], options: Partial<EntryOptions> = {}) =>
  await collected(entriesOf(inputs, { job: 'compress', ...options }, new AbortController().signal));

const names = async (...inputs: string[]) => (await entries(inputs)).map(({ name }) => name);

test('a prefix gives what is below it, as a folder does; capitals make another name', async () => {
  const told: string[] = [];
  expect(await entries(['s3://corpus/in'], { tell: (text) => told.push(text) })).toEqual([
    { input: 's3://corpus/in/A.gif', name: 'A.gif', output: null },
    { input: 's3://corpus/in/a.gif', name: 'a.gif', output: null },
    { input: 's3://corpus/in/deep/b.gif', name: 'deep/b.gif', output: null },
  ]);
  expect(told).toEqual(["s3://corpus/in: left out 1 without an image's extension; a manifest can name them"]);
  expect(await names('s3://corpus/in/deep/')).toEqual(['b.gif']);
  expect(await names('s3://corpus')).toEqual(['in/A.gif', 'in/a.gif', 'in/deep/b.gif', 'inner.gif']);
});

test('a prefix gives nothing of what the run itself published below it', async () => {
  const found = await entries(['s3://corpus/in'], { except: ['s3://corpus/in/deep', 's3://corpus/in/a'] });
  expect(found.map(({ name }) => name)).toEqual(['A.gif', 'a.gif']);
});

test('a key is one object, and several inputs have names that begin with their bucket', async () => {
  expect(await names('s3://corpus/inner.gif')).toEqual(['inner.gif']);
  expect(await names('s3://corpus/in/deep', 's3://results/run/a.gif')).toEqual([
    'corpus/in/deep/b.gif',
    'results/run/a.gif',
  ]);
});

test('keys that lead out of a folder become names that do not', async () => {
  const keys = ['in/../../x.gif', 'in//x.gif', 'in/b\\..\\x.gif', `in/${'x'.repeat(300)}.gif`, 'in/x.gif'];
  server.disturb = (_incoming, answer) => {
    const contents = keys.map((key) => `<Contents><Key>${key}</Key></Contents>`).join('');
    answer.writeHead(200).end(`<ListBucketResult><IsTruncated>false</IsTruncated>${contents}</ListBucketResult>`);
    return true;
  };
  const found = await entries(['s3://corpus/in/']);
  expect(found.map(({ input }) => input)).toEqual(keys.map((key) => `s3://corpus/${key}`));
  expect(found.map(({ name }) => name)).toEqual([
    expect.stringMatching(/^x~[0-9a-f]{8}\.gif$/),
    expect.stringMatching(/^x~[0-9a-f]{8}\.gif$/),
    expect.stringMatching(/^b_\.\._x~[0-9a-f]{8}\.gif$/),
    expect.stringMatching(/^x{242}~[0-9a-f]{8}\.gif$/),
    'x.gif',
  ]);
  expect(new Set(found.map(({ name }) => name)).size).toBe(keys.length);
});

test('pairs may lie in buckets, on one side or both', async () => {
  const validate = { job: 'validate', against: 's3://results/run' } as const;
  const pairs = async (input: string) =>
    (await entries([input], validate)).map(({ name, output }) => `${name} ${output}`);
  expect(await pairs('s3://corpus/in')).toEqual([
    'A.gif s3://results/run/A.gif',
    'a.gif s3://results/run/a.gif',
    'deep/b.gif s3://results/run/deep/b.gif',
    'orphan.gif s3://results/run/orphan.gif',
  ]);
  const local = join(scratch, 'local');
  mkdirSync(local);
  writeFileSync(join(local, 'A.gif'), 'GIF89a');
  writeFileSync(join(local, 'a.gif'), 'GIF89a');
  expect(await pairs(local)).toEqual([
    'A.gif s3://results/run/A.gif',
    'a.gif s3://results/run/a.gif',
    'orphan.gif s3://results/run/orphan.gif',
  ]);
});

test('an original that nobody may look at keeps no other pair from being listed, and is in its own', async () => {
  const denying =
    (denied: RegExp) =>
    ({ method, url }: IncomingMessage, answer: ServerResponse): boolean => {
      if (method !== 'HEAD' || !denied.test(url ?? '')) return false;
      answer.writeHead(403).end();
      return true;
    };
  const pairs = async () => {
    const found = await entries(['s3://corpus/in'], { job: 'validate', against: 's3://results/run' });
    return [...new Set(found.map(({ input, output }) => `${input} ${output}`))].toSorted();
  };
  const undisturbed = await pairs();
  server.disturb = denying(/in\/a\.gif/);
  expect(await pairs()).toEqual(undisturbed);
  server.disturb = denying(/./);
  await expect(pairs()).rejects.toMatchObject({ code: 'access_denied' });
});

test('a bucket that is not there is said before anything is done', async () => {
  await expect(entries(['s3://nowhere/in'])).rejects.toMatchObject({ name: 'StorageError', code: 'bucket_missing' });
  await expect(entries(['s3://Not A Bucket/in'])).rejects.toThrow('Expected s3://BUCKET/KEY for INPUT but received');
});

test('an empty prefix says so', async () => {
  const told: string[] = [];
  expect(await entries(['s3://corpus/none/'], { tell: (text) => told.push(text) })).toEqual([]);
  expect(told).toEqual(['s3://corpus/none/ holds no image']);
});
