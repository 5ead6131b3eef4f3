import { describe, expect, test } from 'vitest';
import { reasonOf } from '../../../src/core/errors.js';
import { DeliveryError } from '../../../src/observe/alerts/delivery.js';
import { post } from '../../../src/observe/alerts/http.js';
import { CLOSED_PORT, httpReceiver, status, tcpServer } from './receivers.js';

const forAWhile = () => AbortSignal.timeout(10_000);

async function refusalOf(url: string, signal = forAWhile(), headers = {}): Promise<DeliveryError> {
  try {
    await post({ url, headers, body: '{}' }, signal);
  } catch (error) {
    if (error instanceof DeliveryError) return error;
    throw error;
  }
  throw new Error('It was taken');
}

describe('a POST', () => {
  test.each([200, 201, 202, 204])('that is answered %d is delivered, with its headers and its JSON', async (code) => {
    const { url, received } = await httpReceiver(status(code));
    await post({ url, headers: { authorization: 'Bearer s3cret' }, body: '{"ü":1}' }, forAWhile());
    expect(received).toHaveLength(1);
    expect(received[0]).toMatchObject({
      path: '/hook',
      body: '{"ü":1}',
      headers: {
        'content-type': 'application/json',
        'content-length': '8',
        'user-agent': 'pressproof',
        authorization: 'Bearer s3cret',
      },
    });
  });

  test.each([500, 502, 503, 429, 408, 425])('that is answered %d may be tried again', async (code) => {
    const { url } = await httpReceiver(status(code, {}, 'busy'));
    const error = await refusalOf(url);
    expect(error).toMatchObject({ retryable: true, retryAfterMs: null });
    expect(error.message).toMatch(new RegExp(`^127\\.0\\.0\\.1:\\d+ answered ${code}: busy$`));
  });

  test.each([400, 401, 403, 404, 410, 413])('that is answered %d is not tried again', async (code) => {
    const { url } = await httpReceiver(status(code, {}, 'no_service'));
    expect(await refusalOf(url)).toMatchObject({ retryable: false });
  });

  test('that is to wait says how long', async () => {
    const { url } = await httpReceiver(status(429, { 'retry-after': '7' }));
    expect(await refusalOf(url)).toMatchObject({ retryable: true, retryAfterMs: 7000 });
  });

  test.each([301, 302, 307, 308])(
    'that is redirected (%d) goes nowhere else, not even on the same host',
    async (code) => {
      const elsewhere = await httpReceiver(status(200));
      const { url, received } = await httpReceiver(status(code, { location: elsewhere.url }));
      expect(await refusalOf(url)).toMatchObject({
        retryable: false,
        message: expect.stringMatching(/redirects are not followed$/) as string,
      });
      expect([received.length, elsewhere.received.length]).toEqual([1, 0]);
    },
  );

  test('that nobody accepts may be tried again', async () => {
    const url = `http://127.0.0.1:${CLOSED_PORT}/T0/s3cret`;
    const error = await refusalOf(url);
    expect(error).toMatchObject({ retryable: true, message: expect.stringContaining('ECONNREFUSED') as string });
    expect(error.message).not.toContain('s3cret');
  });

  test('that hangs ends with its signal', async () => {
    const late = new AbortController();
    const { url, received } = await httpReceiver(() => late.abort());
    const error = await refusalOf(url, late.signal);
    expect(error).toMatchObject({ retryable: true, message: expect.stringContaining('no answer in time') as string });
    expect(received).toHaveLength(1);
  });

  test('whose answer is cut off after its status counts by its status', async () => {
    const cut = (code: number) =>
      tcpServer((socket) =>
        socket.once('data', () => {
          socket.write(`HTTP/1.1 ${code} Whatever\r\nContent-Length: 1000\r\n\r\nbegin`, () => socket.destroy());
        }),
      );
    await post({ url: `http://127.0.0.1:${await cut(200)}/`, headers: {}, body: '{}' }, forAWhile());
    expect(await refusalOf(`http://127.0.0.1:${await cut(503)}/`)).toMatchObject({
      retryable: true,
      message: expect.stringMatching(/answered 503: begin \(cut off\)$/) as string,
    });
  });

  test('whose connection closes without an answer, or with something that is none, may be tried again', async () => {
    const mute = await tcpServer((socket) => socket.once('data', () => socket.destroy()));
    expect(await refusalOf(`http://127.0.0.1:${mute}/`)).toMatchObject({ retryable: true });
    const other = await tcpServer((socket) => socket.write('220 mail.example.org ESMTP\r\n'));
    expect(await refusalOf(`http://127.0.0.1:${other}/`)).toMatchObject({ retryable: true });
  });

  test.each([
    [200, 'taken'],
    // what is told of it is 200 characters
    [500, `answered 500: ${'x'.repeat(199)}…`],
  ])('whose answer (%d) never ends is not read to its end', async (code, outcome) => {
    let sent = 0;
    const { url } = await httpReceiver((response) => {
      response.writeHead(code);
      const more = (): void => {
        while (!response.destroyed && sent < 2 ** 28 && response.write('x'.repeat(2 ** 16))) sent += 2 ** 16;
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    });
    const told = await post({ url, headers: {}, body: '{}' }, forAWhile()).then(() => 'taken', reasonOf);
    expect(told.endsWith(outcome)).toBe(true);
    // what fits into the buffers of two sockets, not 256 MiB
    expect(sent).toBeLessThan(2 ** 25);
  });

  test.each(['ftp://127.0.0.1/x', 'file:///etc/passwd', 'javascript:alert(1)', 'hooks.example.org', ''])(
    'to %j is refused, and the address not shown',
    async (url) => {
      expect(await refusalOf(url)).toMatchObject({
        retryable: false,
        message: 'expected an http or https address for url',
      });
    },
  );

  test('with a header that HTTP does not allow says so without showing it', async () => {
    const { url, received } = await httpReceiver();
    const error = await refusalOf(url, forAWhile(), { authorization: 's3cret\r\nx: y' });
    expect(error).toMatchObject({ retryable: false, message: 'a header holds a character that HTTP does not allow' });
    expect(received).toEqual([]);
  });

  test('whose answer repeats what was secret does not get it into the log', async () => {
    const { url } = await httpReceiver((response, request) =>
      response.writeHead(403).end(`no ${request.headers.authorization} at ${url}\u001b[31m`),
    );
    const { message } = await refusalOf(url, forAWhile(), { authorization: 'Bearer s3cret' });
    expect(message).toMatch(/answered 403: no \(secret\) at \(secret\)\\u001b\[31m$/);
  });
});
