import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { Pace, PACE_WINDOW_MS } from '../../src/server/body/pace.js';
import { testServer } from '../support/server.js';

/** Opens a connection, sends some of a request, and returns everything that is answered until the server hangs up. */
async function answerTo(url: string, beginning: string, drip?: { text: string; everyMs: number }): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.write(beginning);
  const timer = drip && setInterval(() => socket.write(drip.text), drip.everyMs);
  // writing to a connection that the server closed is no fault of the test
  socket.on('error', () => undefined);
  const answer = await text(socket);
  clearInterval(timer);
  return answer;
}

const HEAD = 'POST /v1/validate HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';

describe('a client that is too slow is cut off, and told why', () => {
  test('that does not finish its headers', async () => {
    const { url } = await testServer({ 'server.headersTimeoutMs': 200 });
    const answer = await answerTo(url, HEAD, { text: 'X-A: b\r\n', everyMs: 50 });
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(answer).toContain('"code":"request_too_slow"');
  });

  test('that sends nothing at all', async () => {
    const { url } = await testServer({ 'server.headersTimeoutMs': 200 });
    expect(await answerTo(url, '')).toMatch(/^(HTTP\/1\.1 408 |$)/);
  });

  test('that does not finish its body', async () => {
    const { url } = await testServer({ 'server.requestTimeoutMs': 400, 'server.minBytesPerSecond': 0 });
    const answer = await answerTo(url, `${HEAD}Content-Length: 100000\r\n\r\n`, { text: ' ', everyMs: 50 });
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  });

  test('whose body comes at less than the least pace', async () => {
    const { url } = await testServer({ 'server.minBytesPerSecond': 100_000 });
    const answer = await answerTo(url, `${HEAD}Transfer-Encoding: chunked\r\n\r\n`, {
      text: '1\r\n \r\n',
      everyMs: 100,
    });
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(answer).toContain('"code":"body_too_slow"');
  });
});

test('a client that takes no answers loses its connection', async () => {
  const { url } = await testServer({ 'server.answerTimeoutMs': 200 });
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const lost = once(socket, 'error');
  await once(socket, 'connect');
  // more than the buffers of both sides hold, and nobody reads it
  socket.pause();
  socket.write('GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(2000));
  const timer = setInterval(() => socket.write('\r\n'), 50);
  const [error] = (await lost) as [NodeJS.ErrnoException];
  clearInterval(timer);
  expect(['ECONNRESET', 'EPIPE']).toContain(error.code);
});

test('what is no HTTP is answered by a problem', async () => {
  const { url } = await testServer();
  const answer = await answerTo(url, 'hello\r\n\r\n');
  expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\nContent-Type: application\/problem\+json\r\n/);
});

describe('the pace of a body', () => {
  test('counts whole windows: a pause shorter than one is forgiven', () => {
    const pace = new Pace(10, 0);
    pace.add(1000);
    expect(pace.isTooSlow(PACE_WINDOW_MS - 1)).toBe(false);
    expect(pace.isTooSlow(PACE_WINDOW_MS)).toBe(false);
    pace.add((10 * PACE_WINDOW_MS) / 1000);
    expect(pace.isTooSlow(2 * PACE_WINDOW_MS)).toBe(false);
  });

  test('of one byte less than the least is too slow, and what came before does not help', () => {
    const pace = new Pace(10, 0);
    pace.add(1_000_000);
    expect(pace.isTooSlow(PACE_WINDOW_MS)).toBe(false);
    pace.add((10 * PACE_WINDOW_MS) / 1000 - 1);
    expect(pace.isTooSlow(2 * PACE_WINDOW_MS)).toBe(true);
  });

  test('never matters where none is asked for', () => {
    expect(new Pace(0, 0).isTooSlow(1e9)).toBe(false);
  });
});
