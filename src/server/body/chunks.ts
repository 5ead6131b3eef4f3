import type { IncomingMessage } from 'node:http';
import { performance } from 'node:perf_hooks';
import { HttpProblem } from '../problem.js';
import { Pace } from './pace.js';

export interface BodyLimits {
  readonly maxBytes: number;
  readonly minBytesPerSecond: number;
}

/** What is left of the body is not read, so nothing can follow it. */
const CLOSE = { headers: { Connection: 'close' } } as const;

const LOOK_EVERY_MS = 500;

/**
 * The body of a request as it comes, counted. It is not destroyed when its reader has enough, so that there is still
 * somebody to be told why.
 * @throws HttpProblem 413, 408; an error when the client is gone
 */
export async function* bodyChunks(incoming: IncomingMessage, limits: BodyLimits): AsyncGenerator<Buffer> {
  const { maxBytes, minBytesPerSecond } = limits;
  refuseOver(maxBytes, Number(incoming.headers['content-length'] ?? 0));
  const pace = new Pace(minBytesPerSecond, performance.now());
  const chunks = incoming.iterator({ destroyOnReturn: false });
  let timer: NodeJS.Timeout | undefined;
  const tooSlow = new Promise<never>((_, reject) => {
    timer = setInterval(() => {
      if (!pace.isTooSlow(performance.now())) return;
      const message = `The body came at less than server.minBytesPerSecond, ${minBytesPerSecond} bytes a second`;
      reject(new HttpProblem(408, 'body_too_slow', message, CLOSE));
    }, LOOK_EVERY_MS);
  });
  // it may come when nobody waits any more
  tooSlow.catch(() => undefined);
  try {
    for (let received = 0; ;) {
      const next = await Promise.race([chunks.next(), tooSlow]);
      if (next.done) return;
      const bytes = next.value as Buffer;
      received += bytes.length;
      refuseOver(maxBytes, received);
      pace.add(bytes.length);
      yield bytes;
    }
  } finally {
    clearInterval(timer);
  }
}

function refuseOver(maxBytes: number, bytes: number): void {
  if (bytes <= maxBytes) return;
  throw new HttpProblem(413, 'body_too_large', `Expected a body of at most ${maxBytes} bytes`, CLOSE);
}
