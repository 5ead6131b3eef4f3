import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createPlain, type AddressInfo, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach } from 'vitest';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

export interface Received {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** performance.now() at its arrival. */
  readonly at: number;
}

export interface HttpReceiver {
  readonly url: string;
  readonly received: Received[];
}

/** What is answered to the first, second, ... request; the last one holds for all further ones. */
type Answer = (response: ServerResponse, request: IncomingMessage) => void;

/** A listener on loopback that closes, whatever hangs on it, after the test. */
export async function httpReceiver(...answers: readonly Answer[]): Promise<HttpReceiver> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const answer = answers[Math.min(received.length, answers.length - 1)] ?? status(200);
    const entry = { path: request.url ?? '', headers: request.headers, at: performance.now() };
    const index = received.push({ ...entry, body: '' }) - 1;
    // a request that is cut off in the middle has no body
    void text(request).then(
      (body) => {
        received[index] = { ...entry, body };
        answer(response, request);
      },
      () => undefined,
    );
  });
  const port = await listening(server);
  closers.push(async () => {
    server.closeAllConnections();
    await closed(server);
  });
  return { url: `http://127.0.0.1:${port}/hook`, received };
}

export const status =
  (code: number, headers: Readonly<Record<string, string>> = {}, body = ''): Answer =>
  (response) =>
    void response.writeHead(code, headers).end(body);

export const hang: Answer = () => undefined;

/**
 * A port that refuses connections: tcpmux, which nobody has. One that was free a moment ago may be given to another test, or
 * to the client itself, which then reaches itself.
 */
export const CLOSED_PORT = 1;

/** Raw TCP, for servers that break their protocol. */
export async function tcpServer(onSocket: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createPlain((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    onSocket(socket);
    // who does not read does not learn that the other side is gone
    socket.resume();
  });
  const port = await listening(server);
  closers.push(async () => {
    for (const socket of sockets) socket.destroy();
    await closed(server);
  });
  return port;
}

export interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  readonly user: string | null;
  /** The whole message, headers and all. */
  readonly raw: string;
}

/** A real SMTP server; without TLS unless the options say so. */
export async function smtpReceiver(options: SMTPServerOptions = {}): Promise<{ port: number; mails: Mail[] }> {
  const mails: Mail[] = [];
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.once('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        const from = mailFrom === false ? '' : mailFrom.address;
        const raw = Buffer.concat(chunks).toString();
        mails.push({ from, to: rcptTo.map(({ address }) => address), user: session.user ?? null, raw });
        callback();
      });
    },
    ...options,
  });
  // what a client does to its connection is its own affair
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  closers.push(async () => await new Promise<void>((resolve) => server.close(resolve)));
  return { port: (server.server.address() as AddressInfo).port, mails };
}

async function listening(server: Server | ReturnType<typeof createPlain>): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function closed(server: Server | ReturnType<typeof createPlain>): Promise<void> {
  server.close();
  await once(server, 'close');
}
