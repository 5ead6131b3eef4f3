import { request as httpRequest } from 'node:http';
import { describe, expect, test } from 'vitest';
import { isLoopback, tokenFor } from '../../src/server/access.js';
import { startServer } from '../../src/server/server.js';
import { entryOf } from '../../src/config/index.js';
import { ROUTES } from '../../src/server/routes/index.js';
import { post, testServer } from '../support/server.js';

/** fetch states Host and Origin itself. */
async function ask(url: string, headers: Readonly<Record<string, string>>, method = 'GET'): Promise<[number, string]> {
  return await new Promise((resolve, reject) => {
    const request = httpRequest(url, { method, headers }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () => resolve([response.statusCode ?? 0, body]));
    });
    request.on('error', reject);
    request.end();
  });
}

describe('with a token', () => {
  const env = { PRESSPROOF_TOKEN: 'correct horse battery staple\n' };

  test.each(ROUTES.filter(({ open }) => !open).map(({ method, path }) => [method.toUpperCase(), path] as const))(
    '%s %s needs it',
    async (method, path) => {
      const { url, needsToken } = await testServer({}, env);
      expect(needsToken).toBe(true);
      for (const headers of [{}, { Authorization: 'Bearer wrong' }, { Authorization: 'Basic Y29ycmVjdA==' }]) {
        const [status, body] = await ask(`${url}${path}`, headers, method);
        expect(status).toBe(401);
        expect(JSON.parse(body)).toMatchObject({ code: 'unauthorized' });
      }
    },
  );

  test('whoever shows it is answered', async () => {
    const { url } = await testServer({}, { PRESSPROOF_TOKEN: 'abc' });
    for (const path of ['/readyz', '/healthz', '/metrics', '/openapi.json']) {
      expect((await ask(`${url}${path}`, { Authorization: 'Bearer abc' }))[0]).toBe(200);
    }
    expect((await post(`${url}/v1/validate`, {}, { Authorization: 'bearer abc' })).status).toBe(400);
  });

  test('only /livez is open, and what does not exist is not told either', async () => {
    const { url } = await testServer({}, env);
    expect((await ask(`${url}/livez`, {}))[0]).toBe(200);
    expect((await ask(`${url}/no/such/place`, {}))[0]).toBe(401);
  });

  test('it can be in another variable, and nothing shows it', async () => {
    const { url } = await testServer({ 'server.tokenEnv': 'MY_TOKEN' }, { MY_TOKEN: 'very-secret' });
    const [status, body] = await ask(`${url}/healthz`, { Authorization: 'Bearer very-secret' });
    expect(status).toBe(200);
    expect(body).not.toContain('very-secret');
  });
});

describe('beyond this machine', () => {
  test('no server starts without a token', async () => {
    const flags = [entryOf('server.host', '0.0.0.0', 'flag'), entryOf('server.port', 0, 'flag')];
    await expect(startServer({ flags, env: {} })).rejects.toMatchObject({ code: 'token_missing' });
    await expect(startServer({ flags, env: { PRESSPROOF_TOKEN: ' ' } })).rejects.toThrow('PRESSPROOF_TOKEN');
  });

  test('it starts with one, under whatever name it is asked', async () => {
    const { url } = await testServer({ 'server.host': '0.0.0.0' }, { PRESSPROOF_TOKEN: 'abc' });
    const headers = { Host: 'proofs.example', Authorization: 'Bearer abc' };
    expect((await ask(`${url}/readyz`, headers))[0]).toBe(200);
  });

  test.each([
    ['127.0.0.1', true],
    ['127.9.9.9', true],
    ['localhost', true],
    ['LOCALHOST', true],
    ['::1', true],
    ['[::1]', true],
    ['::ffff:127.0.0.1', true],
    ['0.0.0.0', false],
    ['::', false],
    ['192.168.1.5', false],
    ['localhost.example', false],
    ['127.evil.example', false],
    ['', false],
  ])('%j is loopback: %s', (host, expected) => {
    expect(isLoopback(host)).toBe(expected);
    expect(tokenFor('127.0.0.1', 'T', {})).toBeNull();
  });
});

describe('a browser on behalf of another page', () => {
  test('gets nothing by a name that was made to point here', async () => {
    const { url } = await testServer();
    const { port } = new URL(url);
    for (const host of ['evil.example', `evil.example:${port}`, '127.0.0.1.evil.example']) {
      const [status, body] = await ask(`${url}/healthz`, { Host: host });
      expect(status).toBe(421);
      expect(body).not.toContain('healthy');
    }
    for (const host of [`localhost:${port}`, '127.0.0.1', `[::1]:${port}`]) {
      expect((await ask(`${url}/healthz`, { Host: host }))[0]).toBe(200);
    }
  });

  test.each([
    ['another origin', { Origin: 'https://evil.example' }],
    ['an origin that hides', { Origin: 'null' }],
    ['another port of this machine', { Origin: 'http://127.0.0.1:1' }],
    ['a picture or script of another page', { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'no-cors' }],
  ])('is refused: %s', async (_, headers) => {
    const { url } = await testServer();
    for (const [method, path] of [
      ['POST', '/v1/validate'],
      ['GET', '/metrics'],
      ['OPTIONS', '/v1/validate'],
    ] as const) {
      const [status, body] = await ask(`${url}${path}`, headers, method);
      expect(status).toBe(403);
      expect(JSON.parse(body)).toMatchObject({ code: 'foreign_origin' });
    }
  });

  test('its own page and a link to it are answered', async () => {
    const { url } = await testServer();
    expect((await ask(`${url}/healthz`, { Origin: url }))[0]).toBe(200);
    const link = { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate', Accept: 'text/html' };
    expect((await ask(`${url}/healthz`, link))[0]).toBe(200);
  });

  test('no answer allows another origin, and all say that they are not to be guessed at', async () => {
    const { url } = await testServer();
    for (const path of ['/livez', '/healthz', '/nothing']) {
      const { headers } = await fetch(`${url}${path}`);
      expect(headers.get('access-control-allow-origin')).toBeNull();
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    }
  });
});
