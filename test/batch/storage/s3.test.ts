import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { storageOf } from '../../../src/batch/storage/index.js';
import { keysBelow } from '../../../src/batch/storage/s3/list.js';
import { collected } from '../../support/collected.js';
import { s3Server } from '../../support/s3-server.js';
import { scratchFolder } from '../../support/scratch.js';

const server = s3Server('corpus');
const scratch = scratchFolder();
const storage = storageOf('s3://corpus/');
const ENOUGH = { maxBytes: 2 ** 30 };

let count = 0;
/** A local file with this content, and where there is none yet. */
const local = (content?: string | Buffer) => {
  const path = join(scratch, `file-${(count += 1)}.gif`);
  if (content !== undefined) writeFileSync(path, content);
  return path;
};
const sha256 = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');

test('a file goes there and comes back as it was, with its digest', async () => {
  for (const content of ['GIF89a', '', Buffer.alloc(3 * 2 ** 20, 7)]) {
    const at = `s3://corpus/a b/ü+%41${content.length}.gif`;
    const written = { bytes: content.length, sha256: sha256(content) };
    expect(await storage.put(local(content), at)).toEqual(written);
    expect(await storage.stat(at)).toEqual({ bytes: content.length });
    expect(await storage.digest(at)).toEqual(written);
    const path = local();
    expect(await storage.get(at, path, { ...ENOUGH, sha256: written.sha256 })).toEqual(written);
    expect(readFileSync(path).equals(Buffer.from(content))).toBe(true);
  }
});

test('moving replaces what is there and leaves nothing behind', async () => {
  await storage.put(local('new'), 's3://corpus/staged/x y.gif');
  await storage.put(local('old'), 's3://corpus/out/é.gif');
  await storage.move('s3://corpus/staged/x y.gif', 's3://corpus/out/é.gif');
  expect(await storage.stat('s3://corpus/staged/x y.gif')).toBeNull();
  expect(await storage.digest('s3://corpus/out/é.gif')).toEqual({ bytes: 3, sha256: sha256('new') });
  await storage.remove('s3://corpus/out/é.gif');
  await storage.remove('s3://corpus/out/é.gif');
  expect(await storage.stat('s3://corpus/out/é.gif')).toBeNull();
});

test('more than was allowed is refused before it is read, and leaves no file', async () => {
  await storage.put(local('1234567'), 's3://corpus/large.gif');
  const path = local();
  await expect(storage.get('s3://corpus/large.gif', path, { maxBytes: 6 })).rejects.toMatchObject({
    code: 'too_large',
    message: 's3://corpus/large.gif has 7 bytes; at most 6 are read (limits.maxBytes)',
  });
  expect(existsSync(path)).toBe(false);
});

test('what is not what it was is refused, and leaves no file', async () => {
  await storage.put(local('other'), 's3://corpus/changed.gif');
  const path = local();
  await expect(
    storage.get('s3://corpus/changed.gif', path, { ...ENOUGH, sha256: sha256('this') }),
  ).rejects.toMatchObject({ code: 'digest_mismatch' });
  expect(existsSync(path)).toBe(false);
  expect(readdirSync(scratch).filter((name) => name.startsWith('.pressproof'))).toEqual([]);
});

test('requests that the store could not answer are asked again, bodies included', async () => {
  await storage.put(local('whole content'), 's3://corpus/again.gif');
  let broken = 0;
  server.disturb = (_incoming, answer) => {
    if ((broken += 1) > 2) return false;
    if (broken === 1) answer.writeHead(503).end();
    // the connection ends within the body
    else answer.writeHead(200, { 'content-length': 13 }).write('who', () => answer.destroy());
    return true;
  };
  const path = local();
  await storage.get('s3://corpus/again.gif', path, ENOUGH);
  expect(readFileSync(path, 'utf8')).toBe('whole content');
  broken = 0;
  server.disturb = (_incoming, answer) => {
    if ((broken += 1) > 1) return false;
    answer.writeHead(500).end();
    return true;
  };
  await storage.put(local('second'), 's3://corpus/again.gif');
  expect((await storage.digest('s3://corpus/again.gif'))?.sha256).toBe(sha256('second'));
});

test('a store that stays broken is said, with its address', async () => {
  server.disturb = (_incoming, answer) => {
    answer.writeHead(500).end();
    return true;
  };
  await expect(storage.get('s3://corpus/a.gif', local(), ENOUGH)).rejects.toMatchObject({
    name: 'StorageError',
    code: 'storage_failed',
    message: expect.stringMatching(
      /^s3:\/\/corpus\/a\.gif cannot be read: .*http:\/\/127\.0\.0\.1:\d+ answered 500$/,
    ) as string,
  });
  server.disturb = (_incoming, answer) => {
    answer.destroy();
    return true;
  };
  await expect(storage.stat('s3://corpus/a.gif')).rejects.toMatchObject({ code: 'unreachable' });
});

test('what is missing, forbidden or misnamed is said with bucket, key and remedy', async () => {
  await expect(storage.get('s3://corpus/no/such.gif', local(), ENOUGH)).rejects.toMatchObject({
    code: 'not_found',
    message: expect.stringMatching(
      /^s3:\/\/corpus\/no\/such\.gif cannot be read: .*it is not in the bucket corpus at http/,
    ) as string,
  });
  await expect(storage.put(local('x'), 's3://nowhere/a.gif')).rejects.toMatchObject({
    code: 'bucket_missing',
    message: expect.stringMatching(
      /^s3:\/\/nowhere\/a\.gif cannot be written: .*make the bucket nowhere at http/,
    ) as string,
  });
  server.disturb = (_incoming, answer) => {
    answer.writeHead(403).end();
    return true;
  };
  await expect(storage.stat('s3://corpus/a.gif')).rejects.toMatchObject({
    code: 'access_denied',
    message: expect.stringContaining('AWS_SECRET_ACCESS_KEY') as string,
  });
  await expect(storage.stat('s3://a/b')).rejects.toThrow(
    'Expected s3://BUCKET/KEY for an S3 location but received "s3://a/b"',
  );
});

test('a transfer ends with its signal, for good', async () => {
  const abort = new AbortController();
  server.disturb = (_incoming, answer) => {
    answer.writeHead(200, { 'content-length': 100 }).write('part', () => abort.abort(new Error('enough')));
    return true;
  };
  await expect(storage.get('s3://corpus/slow.gif', local(), { ...ENOUGH, signal: abort.signal })).rejects.toMatchObject(
    { name: 'AbortError' },
  );
  expect(server.requests).toEqual(['GET /corpus/slow.gif']);
});

/** As https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html has it. */
const page = (keys: readonly string[], { next, encoding }: { next?: string; encoding?: string } = {}) =>
  [
    `<ListBucketResult><IsTruncated>${next !== undefined}</IsTruncated>`,
    next === undefined ? '' : `<NextContinuationToken>${next}</NextContinuationToken>`,
    encoding === undefined ? '' : `<EncodingType>${encoding}</EncodingType>`,
    ...keys.map((key) => `<Contents><Key>${key}</Key></Contents>`),
    '</ListBucketResult>',
  ].join('');

const keysOf = async (key: string) =>
  await collected(keysBelow({ bucket: 'corpus', key }, new AbortController().signal));

test('keys below a prefix come in the order of the store', async () => {
  for (const key of ['b.gif', 'B.gif', 'a/c.gif']) await storage.put(local('x'), `s3://corpus/list/${key}`);
  expect(await keysOf('list/')).toEqual(['list/B.gif', 'list/a/c.gif', 'list/b.gif']);
  expect(await keysOf('nothing/')).toEqual([]);
});

// the store of these tests has no pages, so the door answers
test('a page of keys is fetched when those before it are used', async () => {
  const asked: (string | null)[] = [];
  server.disturb = ({ url }, answer) => {
    const token = new URL(url ?? '', 'http://localhost').searchParams.get('continuation-token');
    asked.push(token);
    const at = Number(token ?? 0);
    answer.writeHead(200).end(page([`${at}a`, `${at}b`], at < 2 ? { next: String(at + 1) } : {}));
    return true;
  };
  const keys = keysBelow({ bucket: 'corpus', key: '' }, new AbortController().signal);
  expect([(await keys.next()).value, (await keys.next()).value]).toEqual(['0a', '0b']);
  expect(asked).toEqual([null]);
  expect(await collected(keys)).toEqual(['1a', '1b', '2a', '2b']);
  expect(asked).toEqual([null, '1', '2']);
});

test('keys that a list had to encode are as they were, also where a store encodes none', async () => {
  const answers = [page(['a%01b+c%2B.gif'], { encoding: 'url' }), page(['a+%41.gif'])];
  server.disturb = (_incoming, answer) => {
    answer.writeHead(200).end(answers.shift());
    return true;
  };
  expect(await keysOf('')).toEqual(['a\u0001b c+.gif']);
  expect(await keysOf('')).toEqual(['a+%41.gif']);
});
