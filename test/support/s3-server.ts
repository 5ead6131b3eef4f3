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
  const door = createServer((incoming, answer) => {
    shared.requests.push(`${incoming.method} ${incoming.url?.split('?')[0]}`);
    if (shared.disturb(incoming, answer)) return;
    const { method, url: path, headers } = incoming;
    const inner = request({ host: '127.0.0.1', port, method, path, headers }, (reply) => {
      answer.writeHead(reply.statusCode ?? 500, reply.headers);
      reply.pipe(answer);
    });
    inner.on('error', () => answer.destroy());
    incoming.pipe(inner);
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
