import { randomUUID } from 'node:crypto';
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { close } from '../../src/guard/close.js';
import { openStore } from '../../src/store/store.js';
import { cli, fixture, jsonLines } from '../support/cli.js';
import { post, rootFolder, testServer } from '../support/server.js';

test('a report can be had as soon as its answer, with or without a store', async () => {
  const root = rootFolder();
  for (const path of [null, join(root, 'results.db')]) {
    const server = await testServer({ 'server.roots': [root], 'store.path': path });
    const response = await post(`${server.url}/v1/validate`, { original: 'ball.gif', output: 'held.gif' });
    const report = (await response.json()) as { id: string };
    const again = await fetch(`${server.url}/v1/reports/${report.id}`);
    expect(again.status).toBe(200);
    expect(await again.json()).toEqual(report);
    await server.stop();
  }
});

test('every decision is recorded, also of plain validations, and outlives the server', async () => {
  const root = rootFolder();
  const path = join(root, 'results.db');
  const first = await testServer({ 'server.roots': [root], 'store.path': path });
  const validated = await post(`${first.url}/v1/validate`, { original: 'ball.gif', output: 'held.gif' });
  const { id } = (await validated.json()) as { id: string };
  // shadow answers nothing of it
  await (
    await post(`${first.url}/v1/compress`, { input: 'ball.gif', output: 'a.gif', engine: 'gifenc', mode: 'shadow' })
  ).text();
  await first.stop();
  await close();
  const store = openStore(path);
  expect(
    store
      .find({}, 10)
      .map(({ mode }) => mode)
      .toSorted(),
  ).toEqual(['alert', 'shadow']);
  store.close();
  const second = await testServer({ 'store.path': path });
  expect(await (await fetch(`${second.url}/v1/reports/${id}`)).json()).toMatchObject({ id, verdict: 'fail' });
});

test('reports of other processes are found, without the paths that are none of who asks', async () => {
  const root = rootFolder();
  const path = join(root, 'results.db');
  const elsewhere = join(rootFolder([]), 'a secret place');
  mkdirSync(elsewhere);
  copyFileSync(fixture('held'), join(elsewhere, 'held.gif'));
  const args = ['validate', fixture('ball'), join(elsewhere, 'held.gif'), '--json'];
  const { stdout } = await cli(args, { env: { PRESSPROOF_STORE: path } });
  const { id } = jsonLines(stdout)[0] as { id: string };
  const { url } = await testServer({ 'server.roots': [root], 'store.path': path });
  const text = await (await fetch(`${url}/v1/reports/${id}`)).text();
  expect(text).not.toContain('secret');
  expect(JSON.parse(text)).toMatchObject({
    id,
    subject: { original: { path: '…/ball.gif' }, output: { path: '…/held.gif' } },
  });
});

test.each(['none', '%00', `${randomUUID()}x`, randomUUID()])('nothing is known of %s', async (id) => {
  const root = rootFolder();
  const { url } = await testServer({ 'store.path': join(root, 'results.db') });
  const response = await fetch(`${url}/v1/reports/${id}`);
  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({ code: 'not_found' });
});

test('a store that cannot be read is told as such, and read again once it can', async () => {
  const root = rootFolder();
  const path = join(root, 'results.db');
  writeFileSync(path, 'this is no database, whatever its name says');
  const { url } = await testServer({ 'store.path': path });
  const response = await fetch(`${url}/v1/reports/${randomUUID()}`);
  expect(response.status).toBe(503);
  const text = await response.text();
  expect(JSON.parse(text)).toMatchObject({ code: 'store_unavailable' });
  expect(text).not.toContain(root);
  rmSync(path);
  expect((await fetch(`${url}/v1/reports/${randomUUID()}`)).status).toBe(404);
});
