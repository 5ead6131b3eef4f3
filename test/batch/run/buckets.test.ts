import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { execute } from '../../../src/batch/execute/execute.js';
import { itemKey, type Entry } from '../../../src/batch/item.js';
import { recipeOf } from '../../../src/batch/recipe.js';
import { storageOf, StorageError } from '../../../src/batch/storage/index.js';
import { keysBelow } from '../../../src/batch/storage/s3/list.js';
import { isOfOneObject, isOfOneOutput } from '../../../src/batch/storage/s3/one-object.js';
import { close } from '../../../src/guard/close.js';
import { work } from '../../support/batch-task.js';
import { fixture } from '../../support/engine-run.js';
import { s3Server } from '../../support/s3-server.js';
import { asked, batch, corpus, dispatcher, rowsOf } from './support.js';
import '../../support/quiet.js';

const server = s3Server('corpus', 'outputs');
afterAll(close);

const NAMES = ['0.gif', '1.gif', '2.gif'];
const RECIPE = recipeOf([{ engine: 'copy', parameters: {} }]);
const INPUT = '/corpus/in/1.gif';

async function* entries(): AsyncGenerator<Entry> {
  for (const name of NAMES) yield { input: `s3://corpus/in/${name}`, name, output: null };
}
const KEY = itemKey('compress', { input: 's3://corpus/in/1.gif', name: '1.gif', output: null }, RECIPE);

beforeEach(async () => {
  for (const name of NAMES) await storageOf('s3://corpus/').put(fixture('ball'), `s3://corpus/in/${name}`);
});

/** Works as a worker would, one item after the other. */
const crew = () => dispatcher((task, signal) => execute(task, work({ mode: 'shadow' }), signal), 1);

/** @param inputs - as they were asked for: a prefix is listed, a manifest of this machine is not */
function run(place: ReturnType<typeof corpus>, outputs: string, inputs = 's3://corpus/in') {
  const tasks = crew();
  const more = { inputs: [inputs], recipes: [RECIPE], outputs };
  return { tasks, end: batch(place, { asked: asked('', more), entries: entries(), dispatcher: tasks }) };
}

const refuse = (answer: ServerResponse, status: number, code = '') =>
  void answer.writeHead(status).end(code && `<Error><Code>${code}</Code><Message>no</Message></Error>`);

/** Refuses the requests that a pattern finds in `METHOD path`. */
const refusing =
  (pattern: RegExp, status: number, code = '') =>
  (incoming: IncomingMessage, answer: ServerResponse) => {
    if (!pattern.test(`${incoming.method} ${incoming.url?.split('?')[0]}`)) return false;
    incoming.resume();
    refuse(answer, status, code);
    return true;
  };

const stateOf = (out: string) => rowsOf(out).map(({ name, errorCode }) => [name, errorCode]);
const ONE = (code: string | null) => [
  ['0.gif', null],
  ['1.gif', code],
  ['2.gif', null],
];

describe('one object of a store that is well otherwise', () => {
  test.each([
    ['denied', refusing(/^GET \/corpus\/in\/1/, 403, 'AccessDenied'), 'input_unreadable', /what they may do with/],
    ['that the store cannot read', refusing(/^GET \/corpus\/in\/1/, 500), 'input_unreadable', /answered 500/],
    [
      'whose body breaks',
      ({ method, url }: IncomingMessage, answer: ServerResponse) => {
        if (method !== 'GET' || !url?.startsWith(INPUT)) return false;
        answer.writeHead(200, { 'content-length': 1000 }).write('GIF89a', () => answer.destroy());
        return true;
      },
      'input_unreadable',
      /^s3:\/\/corpus\/in\/1\.gif cannot be read: /,
    ],
    [
      'denied to who may list no more than a prefix',
      refusing(/^(HEAD \/corpus\/?$|GET \/corpus\/in\/1)/, 403, 'AccessDenied'),
      'input_unreadable',
      /what they may do with/,
    ],
    ['gone since it was listed', refusing(/^GET \/corpus\/in\/1/, 404, 'NoSuchKey'), 'input_missing', /no such object/],
    ['whose output is not taken', refusing(new RegExp(`^PUT .*${KEY}`), 403), 'output_blocked', /copy\/1\.gif cannot/],
    ['whose target is denied', refusing(/^PUT .*\/copy\/1\.gif/, 403), 'output_blocked', /copy\/1\.gif cannot be publ/],
    ['whose target breaks', refusing(/^PUT .*\/copy\/1\.gif/, 500), 'output_blocked', /answered 500/],
  ])('%s is an error of its item, and is tried again by --resume', async (what, disturb, code, reason) => {
    const place = corpus(0);
    const outputs = `s3://outputs/${what.replaceAll(' ', '-')}`;
    server.disturb = disturb;
    await run(place, outputs).end;
    expect(stateOf(place.out)).toEqual(ONE(code));
    const [, row] = rowsOf(place.out);
    expect(row).toMatchObject({ status: 'error', published: false, output: null });
    expect(row!.reason).toMatch(reason);
    expect(row!.reason).toMatch(/, and go on with --resume$/);

    const still = run(place, outputs);
    await still.end;
    expect(still.tasks.tasks.map(({ item }) => item.entry.name)).toEqual(['1.gif']);
    expect(stateOf(place.out)).toEqual(ONE(code));

    server.disturb = () => false;
    const free = run(place, outputs);
    await free.end;
    expect(free.tasks.tasks).toHaveLength(1);
    expect(stateOf(place.out)).toEqual(ONE(null));
    expect(rowsOf(place.out)[1]).toMatchObject({ published: true, output: `${outputs}/copy/1.gif` });
    expect(await storageOf(outputs).stat(`${outputs}/copy/1.gif`)).not.toBeNull();
  });

  test('is told from others by an object that goes again', async () => {
    server.disturb = refusing(/^PUT .*\/copy\/1\.gif/, 403);
    await run(corpus(0), 's3://outputs/probed').end;
    const left: string[] = [];
    for await (const key of keysBelow({ bucket: 'outputs', key: 'probed/' }, new AbortController().signal))
      left.push(key);
    expect(left).toEqual(['probed/copy/0.gif', 'probed/copy/2.gif']);
  });

  test('whose staged copy cannot be removed is published', async () => {
    const place = corpus(0);
    server.disturb = refusing(new RegExp(`^DELETE .*${KEY}`), 403);
    await run(place, 's3://outputs/kept').end;
    expect(stateOf(place.out)).toEqual(ONE(null));
    expect(rowsOf(place.out)[1]).toMatchObject({ published: true });
  });

  test('in a bucket that only a manifest names is of its items, whatever the bucket says', async () => {
    for (const [code, wire] of [
      ['access_denied', 'AccessDenied'],
      ['bucket_missing', 'NoSuchBucket'],
    ] as const) {
      const place = corpus(0);
      server.disturb = refusing(/ \/corpus/, code === 'access_denied' ? 403 : 404, wire);
      await run(place, `s3://outputs/${wire}`, '/list.csv').end;
      expect(stateOf(place.out).map(([, state]) => state)).toEqual([code, code, code]);
      server.disturb = () => false;
      await run(place, `s3://outputs/${wire}`, '/list.csv').end;
      expect(stateOf(place.out)).toEqual(ONE(null));
    }
  });
});

describe('a store that is lost ends the run, and counts against no item:', () => {
  test.each([
    ['its bucket', / \/corpus/, 404, 'NoSuchBucket', 'bucket_missing'],
    ['its permission', / \/corpus/, 403, 'AccessDenied', 'access_denied'],
    ['its answers', / \/corpus/, 500, '', 'storage_failed'],
    ['its keys', /GET \/corpus/, 403, 'InvalidAccessKeyId', 'no_credentials'],
    ['a token that ended', /GET \/corpus/, 400, 'ExpiredToken', 'no_credentials'],
    ['its room for outputs', /^PUT/, 403, 'AccessDenied', 'access_denied'],
    ['its targets', /^PUT .*\/copy\//, 403, 'AccessDenied', 'output_unwritable'],
    ['what may be removed', /^DELETE/, 403, 'AccessDenied', 'output_unwritable'],
  ])('%s', async (what, pattern, status, wire, code) => {
    const place = corpus(0);
    server.disturb = refusing(pattern, status, wire);
    const outputs = `s3://outputs/lost-${what.replaceAll(' ', '-')}`;
    await expect(run(place, outputs).end).rejects.toMatchObject({ name: 'RunFault', code });
    expect(rowsOf(place.out).filter(({ status: found }) => found === 'error')).toEqual([]);
    server.disturb = () => false;
    await run(place, outputs).end;
    expect(stateOf(place.out)).toEqual(ONE(null));
  });
});

test('a disk of this machine that is full is no matter of an object', async () => {
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' });
  const fault = new StorageError('storage_failed', 's3://corpus/in/1.gif cannot be read', { cause: full });
  expect(await isOfOneObject(fault, 's3://corpus/in/1.gif')).toBe(false);
  expect(await isOfOneOutput(fault, 's3://outputs')).toBe(false);
  expect(await isOfOneOutput(new StorageError('too_large', 'much'), 's3://outputs')).toBe(false);
});
