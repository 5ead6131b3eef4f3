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
  // what we do with a chunk takes its time too, and is no fault of the client
  let waitedMs = 0;
  let waitsSince: number | null = null;
  const pace = new Pace(minBytesPerSecond, 0);
  const chunks = incoming.iterator({ destroyOnReturn: false });
  let refuse: (problem: HttpProblem) => void = () => {};
  const timer = setInterval(() => {
    if (waitsSince === null || !pace.isTooSlow(waitedMs + performance.now() - waitsSince)) return;
    const message = `The body came at less than server.minBytesPerSecond, ${minBytesPerSecond} bytes a second`;
    refuse(new HttpProblem(408, 'body_too_slow', message, CLOSE));
  }, LOOK_EVERY_MS);
  try {
    for (let received = 0; ;) {
      waitsSince = performance.now();
      // Promise.race against one promise for all of them would keep every chunk until the end
      const next = await new Promise<IteratorResult<unknown>>((resolve, reject) => {
        refuse = reject;
        chunks.next().then(resolve, reject);
      });
      waitedMs += performance.now() - waitsSince;
      waitsSince = null;
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
