import { readdirSync, readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { fixture } from '../support/cli.js';
import { form, post, rootFolder, testServer } from '../support/server.js';
import { until } from '../support/until.js';

const ball = { name: 'ball.gif', bytes: readFileSync(fixture('ball')) };

interface Answer {
  readonly status: number;
  readonly code: string | undefined;
  readonly connection: string | undefined;
}

/** Sends a body as it comes, and returns the answer whenever it comes. */
async function send(url: string, headers: Record<string, string>, body: Readable): Promise<Answer> {
  return await new Promise((resolve, reject) => {
    const request = httpRequest(url, { method: 'POST', headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        body.destroy();
        request.destroy();
        const { code } = JSON.parse(Buffer.concat(chunks).toString()) as { code?: string };
        resolve({ status: response.statusCode ?? 0, code, connection: response.headers.connection });
      });
    });
    // the server closes the connection once it has answered, in the middle of what we send
    request.on('error', (error: NodeJS.ErrnoException) => {
      if (!['EPIPE', 'ECONNRESET'].includes(error.code ?? '')) reject(error);
    });
    request.flushHeaders();
    body.on('error', () => undefined).pipe(request);
  });
}

/** Bytes without end. */
function endless(start = ''): Readable {
  let first = true;
  return new Readable({
    read() {
      this.push(first && start !== '' ? start : Buffer.alloc(65_536, 0x20));
      first = false;
    },
  });
}

const part = (name: string, type: string) =>
  `--x\r\nContent-Disposition: form-data; name="${name}"; filename="a.gif"\r\nContent-Type: ${type}\r\n\r\n`;

describe('a body that is too large is refused', () => {
  test('by its Content-Length, before it comes', async () => {
    const { url } = await testServer({ 'server.maxBodyBytes': 1000 });
    const headers = { 'Content-Type': 'application/json', 'Content-Length': '1001' };
    // nothing is sent at all
    const answer = await send(`${url}/v1/validate`, headers, new Readable({ read() {} }));
    expect(answer).toEqual({ status: 413, code: 'body_too_large', connection: 'close' });
  });

  test.each([
    ['of JSON', { 'Content-Type': 'application/json' }, ''],
    ['in a form', { 'Content-Type': 'multipart/form-data; boundary=x' }, part('original', 'image/gif')],
  ])('while it comes without end, %s', async (_, headers, start) => {
    const { url } = await testServer({ 'server.maxBodyBytes': 3_000_000 });
    const answer = await send(`${url}/v1/validate`, headers, endless(start));
    expect(answer).toEqual({ status: 413, code: 'body_too_large', connection: 'close' });
  });

  test('when JSON alone is over a MiB, however much uploads may be', async () => {
    const { url } = await testServer();
    const response = await post(`${url}/v1/validate`, { original: 'x'.repeat(2 ** 20) });
    expect(response.status).toBe(413);
  });

  test('when the files of all requests together have no room, for the time being', async () => {
    const { url } = await testServer({ 'server.maxUploadBytes': ball.bytes.length + 100 });
    const judge = async () =>
      await fetch(`${url}/v1/validate`, { method: 'POST', body: form({}, { original: ball, output: ball }) });
    const response = await judge();
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('5');
    // the room is there again
    const one = await fetch(`${url}/v1/compress`, {
      method: 'POST',
      body: form({ engine: 'gifenc' }, { input: ball }),
    });
    expect(one.status).toBe(200);
  });
});

describe('a body that is wrong is refused with its reason', () => {
  test.each([
    ['no JSON', '{"original":', 'application/json', 400, 'invalid_json'],
    ['no UTF-8', Buffer.from([0x22, 0xff, 0x22]), 'application/json', 400, 'invalid_json'],
    ['nested deeply', '['.repeat(10_000), 'application/json', 400, 'invalid_json'],
    ['quotes without end', '"\\"'.repeat(300_000), 'application/json', 400, 'invalid_json'],
    ['empty', '', 'application/json', 400, 'invalid_json'],
    ['no object', '[]', 'application/json', 400, 'invalid_argument'],
    ['another kind', 'a=b', 'application/x-www-form-urlencoded', 415, 'unsupported_media_type'],
    ['no kind at all', '{}', '', 415, 'unsupported_media_type'],
    ['a form without boundary', 'x', 'multipart/form-data', 400, 'invalid_form'],
    ['a form that ends early', part('original', 'image/gif'), 'multipart/form-data; boundary=x', 400, 'invalid_form'],
    ['a form that is none', 'hello', 'multipart/form-data; boundary=x', 400, 'invalid_form'],
  ])('%s', async (_, body, type, status, code) => {
    const { url } = await testServer();
    const headers = { 'Content-Length': String(Buffer.byteLength(body)), ...(type !== '' && { 'Content-Type': type }) };
    expect(await send(`${url}/v1/validate`, headers, Readable.from([body]))).toMatchObject({ status, code });
  });

  test('a compressed body', async () => {
    const { url } = await testServer();
    const response = await post(`${url}/v1/validate`, {}, { 'Content-Encoding': 'gzip' });
    expect(response.status).toBe(415);
  });

  test('a form without the part request, and one with a part twice', async () => {
    const { url } = await testServer();
    const without = new FormData();
    without.set('original', new Blob([ball.bytes]), 'a.gif');
    const twice = form({}, { original: ball, output: ball });
    twice.append('output', new Blob([ball.bytes]), 'b.gif');
    for (const body of [without, twice]) {
      const response = await fetch(`${url}/v1/validate`, { method: 'POST', body });
      expect(await response.json()).toMatchObject({ status: 400, code: 'invalid_form' });
    }
  });

  test('a form with more files than a request can name', async () => {
    const { url } = await testServer();
    const body = new FormData();
    body.set('request', '{}');
    for (let index = 0; index < 70; index += 1) body.set(`part${index}`, new Blob(['GIF89a']), 'a.gif');
    const response = await fetch(`${url}/v1/validate`, { method: 'POST', body });
    expect(await response.json()).toMatchObject({ status: 400, code: 'invalid_form' });
  });
});

test('no temporary file outlives its request, however it ended', async () => {
  // of this test alone, as servers of others have files in the common one
  const temporary = rootFolder([]);
  vi.stubEnv('TMPDIR', temporary);
  onTestFinished(() => void vi.unstubAllEnvs());
  const { url } = await testServer({ 'server.maxBodyBytes': 200_000 });
  await (
    await fetch(`${url}/v1/validate`, { method: 'POST', body: form({}, { original: ball, output: ball }) })
  ).text();
  await (await fetch(`${url}/v1/validate`, { method: 'POST', body: form({}, { original: ball }) })).text();
  await send(
    `${url}/v1/validate`,
    { 'Content-Type': 'multipart/form-data; boundary=x' },
    endless(part('original', 'image/gif')),
  );
  const [spool = ''] = readdirSync(temporary);
  expect(spool).toMatch(/^pressproof-serve-/);
  await until(() => readdirSync(join(temporary, spool)).length === 0);
});
