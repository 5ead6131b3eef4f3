import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import S3rver from 's3rver';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { scratchFolder } from './scratch.js';

/** Answers a request itself, or breaks it; false: the store is to answer. */
export type Disturbance = (incoming: IncomingMessage, answer: ServerResponse) => boolean;

export interface S3Server {
  /** What happens to the next requests, which a test sets and nobody inherits. */
  disturb: Disturbance;
  /** `METHOD path` of every request since the test began. */
  readonly requests: string[];
}

/** Has the store answer a request; done when it did, or when who asked is gone. */
function forward(incoming: IncomingMessage, answer: ServerResponse, port: number): Promise<void> {
  if (answer.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const { method, url: path, headers } = incoming;
    const inner = request({ host: '127.0.0.1', port, method, path, headers }, (reply) => {
      answer.writeHead(reply.statusCode ?? 500, reply.headers);
      reply.pipe(answer);
    });
    inner.once('close', resolve);
    inner.on('error', () => answer.destroy());
    answer.once('close', () => {
      if (!answer.writableFinished) inner.destroy();
    });
    incoming.pipe(inner);
  });
}

/** A store of objects for the tests of a file, behind a door that can be shut; the SDK finds it by the environment. */
export function s3Server(...buckets: readonly string[]): S3Server {
  const letThrough: Disturbance = () => false;
  const shared: S3Server = { disturb: letThrough, requests: [] };
  const store = new S3rver({
    address: '127.0.0.1',
    port: 0,
    silent: true,
    directory: scratchFolder(),
    configureBuckets: buckets.map((name) => ({ name })),
  });
  let port = 0;
  // s3rver removes a folder with its last object, also under an object that is on its way there: one change at a time
  let changes = Promise.resolve();
  const door = createServer((incoming, answer) => {
    shared.requests.push(`${incoming.method} ${incoming.url?.split('?')[0]}`);
    if (shared.disturb(incoming, answer)) return;
    const isReading = incoming.method === 'GET' || incoming.method === 'HEAD';
    if (isReading) void forward(incoming, answer, port);
    else changes = changes.then(() => forward(incoming, answer, port));
  });
  beforeAll(async () => {
    port = (await store.run()).port;
    await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(door.address() as AddressInfo).port}`,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'S3RVER',
      AWS_SECRET_ACCESS_KEY: 'S3RVER',
    });
  });
  beforeEach(() => {
    shared.disturb = letThrough;
    shared.requests.length = 0;
  });
  afterAll(async () => {
    door.closeAllConnections();
    await new Promise((resolve) => door.close(resolve));
    await store.close();
  });
  return shared;
}
