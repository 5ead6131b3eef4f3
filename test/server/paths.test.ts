import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { basename, dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Roots } from '../../src/server/roots.js';
import { fixture } from '../support/cli.js';
import { form, post, rootFolder, testServer } from '../support/server.js';

interface Problem {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
}

/** Two sibling folders: the root, and one that nobody may see. */
function folders() {
  const base = rootFolder([]);
  const [root, outside] = [join(base, 'root'), join(base, 'outside')];
  mkdirSync(root);
  mkdirSync(outside);
  copyFileSync(fixture('ball'), join(root, 'ball.gif'));
  copyFileSync(fixture('held'), join(outside, 'secret.gif'));
  return { root, outside };
}

/** Every way out that a request could try, as paths. */
const WAYS_OUT: readonly (readonly [string, (at: { root: string; outside: string }) => string])[] = [
  ['with ..', ({ root, outside }) => join(relative(root, outside), 'secret.gif')],
  ['with .. after the root', ({ root }) => `${root}/../outside/secret.gif`],
  ['by its absolute path', ({ outside }) => join(outside, 'secret.gif')],
  ['through a root of which another is only the beginning', ({ root }) => `${root}-other/secret.gif`],
  ['through a link to a file', () => 'link.gif'],
  ['through a link to a folder', () => 'folder/secret.gif'],
  ['through a link to nowhere', () => 'nowhere.gif'],
  ['through a link to itself', () => 'loop.gif'],
  ['through a folder that is not there', () => 'none/ball.gif'],
  ['to a pipe', () => 'pipe.gif'],
  ['to the root itself', ({ root }) => root],
  ['to a device', () => '/dev/zero'],
  ['to what the kernel shows', () => '/proc/self/environ'],
];

describe('a path that leads out of the roots is refused with the same words, wherever it leads', () => {
  test.each(WAYS_OUT)('%s', async (_, way) => {
    const at = folders();
    const { root, outside } = at;
    symlinkSync(join(outside, 'secret.gif'), join(root, 'link.gif'));
    symlinkSync(outside, join(root, 'folder'));
    symlinkSync(join(outside, 'none.gif'), join(root, 'nowhere.gif'));
    symlinkSync('loop.gif', join(root, 'loop.gif'));
    execFileSync('mkfifo', [join(root, 'pipe.gif')]);
    const { url } = await testServer({ 'server.roots': [root] });
    const path = way(at);
    for (const request of [
      { original: path, output: 'ball.gif' },
      { original: 'ball.gif', output: path },
      { original: 'ball.gif', outputs: ['ball.gif', { output: path }] },
    ]) {
      const response = await post(`${url}/v1/validate`, request);
      const problem = (await response.json()) as Problem;
      expect(problem).toMatchObject({ status: 403, code: 'path_not_allowed' });
      expect(problem.detail).toMatch(/^Expected a file below the roots of this server for \w+(\[1\])? but received /);
    }
    const compress = await post(`${url}/v1/compress`, { input: path, engine: 'gifenc' });
    expect(compress.status).toBe(403);
  });
});

test('a path that repeats the name of the root is refused with how paths are meant', async () => {
  const [one, other] = [rootFolder(), rootFolder()];
  const detailOf = async (roots: readonly string[], original: string) => {
    const { url, stop } = await testServer({ 'server.roots': roots });
    const response = await post(`${url}/v1/validate`, { original, output: join(one, 'ball.gif') });
    await stop();
    expect(response.status).toBe(403);
    return ((await response.json()) as Problem).detail;
  };
  const repeated = join(basename(one), 'ball.gif');
  expect(await detailOf([one], repeated)).toContain(
    `"${repeated}": paths are relative to the root, or absolute below it`,
  );
  expect(await detailOf([one, other], '/x/a.gif')).toContain('paths are absolute, below one of the roots');
});

test('a path with NUL in it is refused', async () => {
  const { root } = folders();
  const { url } = await testServer({ 'server.roots': [root] });
  const response = await post(`${url}/v1/validate`, { original: 'ball.gif\0.png', output: 'ball.gif' });
  expect(response.status).toBe(400);
});

test('per cent signs are letters of a name', async () => {
  const { root } = folders();
  const { url } = await testServer({ 'server.roots': [root] });
  const path = '%2e%2e/outside/secret.gif';
  expect((await post(`${url}/v1/validate`, { original: path, output: 'ball.gif' })).status).toBe(403);
  const lone = await post(`${url}/v1/validate`, { original: '%2e%2e.gif', output: 'ball.gif' });
  // below the root, where nothing has that name
  expect(lone.status).toBe(404);
});

test.each([
  '/v1/reports/../../etc/passwd',
  '/v1/reports/%2e%2e%2fetc%2fpasswd',
  '/v1/reports/%zz',
  '/..%2f..%2fetc/passwd',
])('no file is reached by the address %s', async (path) => {
  const { url } = await testServer();
  expect((await fetch(`${url}${path}`)).status).toBe(404);
});

test('an address with nothing at it is told all that there are, whole', async () => {
  const { url } = await testServer();
  const { detail } = (await (await post(`${url}/v1/validat`, {})).json()) as Problem;
  expect(detail).toMatch(/there are .*\/v1\/validate, .*\/v1\/reports\/\{id\}/);
  expect(detail).not.toContain('…');
  const wrongMethod = (await (await post(`${url}/v1/reports/some-id`, {})).json()) as Problem;
  expect(wrongMethod.detail).toBe('Expected GET for /v1/reports/some-id but received POST');
});

test('a server without roots takes no paths, and says what to do instead', async () => {
  const { url } = await testServer();
  const response = await post(`${url}/v1/validate`, { original: fixture('ball'), output: fixture('ball') });
  expect(response.status).toBe(403);
  expect(((await response.json()) as Problem).detail).toMatch(/--root DIR.*upload/);
});

describe('an output goes nowhere but below the roots', () => {
  test.each([
    ['a link to a file outside', 'link.gif'],
    ['a folder outside', '../outside/new.gif'],
    ['a link to a folder outside', 'folder/new.gif'],
    ['a pipe', 'pipe.gif'],
  ])('%s', async (_, output) => {
    const { root, outside } = folders();
    symlinkSync(join(outside, 'secret.gif'), join(root, 'link.gif'));
    symlinkSync(outside, join(root, 'folder'));
    execFileSync('mkfifo', [join(root, 'pipe.gif')]);
    const { url } = await testServer({ 'server.roots': [root] });
    const response = await post(`${url}/v1/compress`, { input: 'ball.gif', output, engine: 'gifenc' });
    expect(response.status).toBe(403);
    expect(readFileSync(join(outside, 'secret.gif'))).toEqual(readFileSync(fixture('held')));
  });
});

test('what was looked at is what is read, whatever is swapped in afterwards', async () => {
  const { root, outside } = folders();
  const roots = await Roots.open([root]);
  const { handle } = await roots.openFile('original', 'ball.gif');
  rmSync(join(root, 'ball.gif'));
  symlinkSync(join(outside, 'secret.gif'), join(root, 'ball.gif'));
  expect(await handle?.readFile()).toEqual(readFileSync(fixture('ball')));
  await handle?.close();
});

test('a folder that is held for an output stays that folder, whatever takes its name', async () => {
  const { root, outside } = folders();
  mkdirSync(join(root, 'sub'));
  const roots = await Roots.open([root]);
  const { folder, close } = await roots.openFolder('output', 'sub/new.gif');
  renameSync(join(root, 'sub'), join(root, 'moved'));
  symlinkSync(outside, join(root, 'sub'));
  writeFileSync(join(folder, 'new.gif'), 'written');
  await close();
  expect(readFileSync(join(root, 'moved', 'new.gif'), 'utf8')).toBe('written');
});

test('while a link is swapped all the time, no request ever sees what is outside', async () => {
  const { root, outside } = folders();
  const { url } = await testServer({ 'server.roots': [root] });
  const [held] = [readFileSync(join(outside, 'secret.gif'))];
  let swapping = true;
  const swap = (async () => {
    for (let round = 0; swapping; round += 1) {
      const next = join(root, 'next');
      if (round % 2 === 0) symlinkSync(join(outside, 'secret.gif'), next);
      else copyFileSync(fixture('ball'), next);
      renameSync(next, join(root, 'ball.gif'));
      await new Promise((resolve) => setImmediate(resolve));
    }
  })();
  const original = { name: 'o.gif', bytes: held };
  const answers = await Promise.all(
    Array.from({ length: 40 }, async () => {
      const body = form({ output: 'ball.gif', checks: ['file_integrity'] }, { original });
      return await (await fetch(`${url}/v1/validate`, { method: 'POST', body })).json();
    }),
  );
  swapping = false;
  await swap;
  const seen = answers as { status?: number; subject?: { output: { bytes: number | null } } }[];
  const bytes = seen.flatMap(({ subject }) => (subject ? [subject.output.bytes] : []));
  expect(new Set(bytes)).not.toContain(held.length);
  expect(seen.every(({ status, subject }) => subject !== undefined || status === 403)).toBe(true);
  expect(dirname(root)).toBe(dirname(outside));
});

test('a path below a root is told as it is, whatever it is made of', async () => {
  const root = join(rootFolder([]), 'my files (new), "old": /x/');
  mkdirSync(root, { recursive: true });
  copyFileSync(fixture('ball'), join(root, 'a b.gif'));
  const { url } = await testServer({ 'server.roots': [root] });
  const response = await post(`${url}/v1/validate`, { original: 'a b.gif', output: 'none at all.gif' });
  expect(await response.json()).toMatchObject({
    subject: { original: { path: join(root, 'a b.gif') }, output: { path: join(root, 'none at all.gif') } },
  });
});

test('no answer names a path of the server itself', async () => {
  const { root } = folders();
  const { url } = await testServer({ 'server.roots': [root], 'store.path': join(root, '..', 'private', 'results.db') });
  const answers = await Promise.all([
    post(`${url}/v1/compress`, { input: 'ball.gif', engine: 'gifenc', output: 'a.gif' }).then((r) => r.text()),
    post(`${url}/v1/validate`, { original: 'ball.gif', output: 'none.gif' }).then((r) => r.text()),
    fetch(`${url}/healthz`).then((r) => r.text()),
    fetch(`${url}/v1/reports/00000000-0000-4000-8000-000000000000`).then((r) => r.text()),
  ]);
  for (const text of answers) {
    expect(text).not.toContain('pressproof-serve');
    expect(text).not.toContain('private');
    expect(text).not.toMatch(/\.[jt]s:\d+/);
  }
});
