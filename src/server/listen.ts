import type { Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { STATUS_CODES } from 'node:http';
import { reasonOf, UsageError } from '../core/errors.js';

const WHY: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another process listens there already; choose another --port, or 0 for any free one',
  EACCES: 'this user may not; ports below 1024 need rights',
  EADDRNOTAVAIL: 'this machine has no such address',
  ENOTFOUND: 'no address of that name is known',
};

/**
 * Listens, and returns where.
 * @throws UsageError `cannot_listen`
 */
export async function listen(server: Server, host: string, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why = WHY[error.code ?? ''] ?? reasonOf(error);
      reject(new UsageError('cannot_listen', `Cannot listen at ${host}, port ${port}: ${why}`, { cause: error }));
    });
    server.listen(port, host, resolve);
  });
  const { port: taken } = server.address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${taken}`;
}

const STATUS: Readonly<Record<string, readonly [number, string, string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'request_too_slow', 'The request did not arrive in time'],
  HPE_HEADER_OVERFLOW: [431, 'headers_too_large', 'Expected a smaller head of the request'],
};

/** Answers what is no HTTP, or came too slowly to become a request. */
export function answerBroken(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy();
  const [status, code, detail] = STATUS[error.code ?? ''] ?? [400, 'invalid_request', 'The request is no valid HTTP'];
  const title = STATUS_CODES[status] ?? '';
  const body = `${JSON.stringify({ title, status, code, detail })}\n`;
  socket.end(
    [
      `HTTP/1.1 ${status} ${title}`,
      'Content-Type: application/problem+json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
  // half of a request is no reason to wait for the rest
  socket.destroySoon();
}
