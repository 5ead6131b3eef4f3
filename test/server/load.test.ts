import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fixture } from '../support/cli.js';
import { form, heldEngine, post, rootFolder, testServer } from '../support/server.js';
import { until } from '../support/until.js';

const ball = { name: 'ball.gif', bytes: readFileSync(fixture('ball')) };

async function inFlight(url: string): Promise<number> {
  return ((await (await fetch(`${url}/healthz`)).json()) as { inFlight: number }).inFlight;
}

test('100 requests at once are all answered, each with its own verdict', async () => {
  const { url } = await testServer({ 'server.roots': [rootFolder()], 'server.maxInFlight': 100 });
  const verdicts = await Promise.all(
    Array.from({ length: 100 }, async (_, index) => {
      const checks = ['file_integrity', 'dimensions'];
      const request = { original: 'ball.gif', output: index % 2 === 0 ? 'ball.gif' : 'held.gif', checks };
      const upload = { checks, operation: 'lossy_compression' };
      const response =
        index % 4 === 3
          ? await fetch(`${url}/v1/validate`, { method: 'POST', body: form(upload, { original: ball, output: ball }) })
          : await post(`${url}/v1/validate`, request);
      return ((await response.json()) as { verdict: string }).verdict;
    }),
  );
  expect(verdicts).toEqual(Array.from({ length: 100 }, (_, index) => (index % 4 === 1 ? 'fail' : 'pass')));
  await until(async () => (await inFlight(url)) === 0);
});

describe('while compressions are at work', () => {
  test('requests over the limit are sent away for a second, and probes are still answered', async () => {
    const engine = heldEngine();
    process.env['PATH'] = engine.path;
    const { url } = await testServer({ 'server.roots': [rootFolder()], 'server.maxInFlight': 2 });
    const request = { input: 'ball.gif', engine: 'gifsicle' };
    const first = [post(`${url}/v1/compress`, request), post(`${url}/v1/compress`, request)];
    await until(async () => (await inFlight(url)) === 2);
    const third = await post(`${url}/v1/validate`, { original: 'ball.gif', output: 'ball.gif' });
    expect(third.status).toBe(503);
    expect(third.headers.get('retry-after')).toBe('1');
    expect(await third.json()).toMatchObject({ code: 'too_busy' });
    const health = (await (await fetch(`${url}/healthz`)).json()) as { reasons: { code: string }[] };
    expect(health.reasons.map(({ code }) => code)).toEqual(['busy']);
    engine.release();
    expect((await Promise.all(first)).map(({ status }) => status)).toEqual([200, 200]);
    await until(async () => (await inFlight(url)) === 0);
    expect((await post(`${url}/v1/compress`, request)).status).toBe(200);
  });

  test('a client that goes away ends its work, and nothing is published', async () => {
    const engine = heldEngine();
    process.env['PATH'] = engine.path;
    const root = rootFolder(['ball']);
    const { url } = await testServer({ 'server.roots': [root] });
    const abort = new AbortController();
    const gone = fetch(`${url}/v1/compress`, {
      method: 'POST',
      signal: abort.signal,
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ input: 'ball.gif', output: 'small.gif', engine: 'gifsicle' }),
    });
    await until(() => engine.started());
    abort.abort();
    await expect(gone).rejects.toThrow(/abort/i);
    // the engine was never released: it was ended
    await until(async () => (await inFlight(url)) === 0);
    await until(() => readdirSync(root).length === 1);
    expect(existsSync(join(root, 'small.gif'))).toBe(false);
  });

  test('a client that goes away in the middle of its body leaves nothing at work', async () => {
    const { url } = await testServer();
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    socket.write(
      'POST /v1/validate HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{',
    );
    await until(async () => (await inFlight(url)) === 1);
    socket.destroy();
    await until(async () => (await inFlight(url)) === 0);
    expect((await post(`${url}/v1/validate`, {})).status).toBe(400);
  });
});

test('a server that is stopped answers what it took, within its time', async () => {
  const engine = heldEngine();
  process.env['PATH'] = engine.path;
  const server = await testServer({ 'server.roots': [rootFolder()] });
  const taken = post(`${server.url}/v1/compress`, { input: 'ball.gif', engine: 'gifsicle' });
  await until(() => engine.started());
  const stopped = server.stop();
  await expect(fetch(`${server.url}/livez`)).rejects.toThrow('fetch failed');
  engine.release();
  expect((await taken).status).toBe(200);
  await stopped;
});

test('what does not end within that time is ended, and told so', async () => {
  const engine = heldEngine();
  process.env['PATH'] = engine.path;
  const server = await testServer({ 'server.roots': [rootFolder()], 'server.shutdownTimeoutMs': 50 });
  const taken = post(`${server.url}/v1/compress`, { input: 'ball.gif', engine: 'gifsicle' });
  await until(() => engine.started());
  await server.stop();
  const answer = await taken;
  expect(answer.status).toBe(503);
  expect(await answer.json()).toMatchObject({ code: 'stopping' });
});
