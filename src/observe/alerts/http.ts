import type { IncomingMessage, RequestOptions } from 'node:http';
import { DeliveryError, retryAfterMs } from './delivery.js';
import { withoutSecrets } from './secret.js';
import { short } from './words.js';

/** Enough for a reason; what a receiver sends beyond is not read. */
const MOST_OF_ANSWER = 4096;

/** Besides 5xx: too slow, too early, too many. */
const TRY_AGAIN = [408, 425, 429];

export interface Post {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Posts JSON and resolves when the receiver took it (2xx; its answer is not read). Made with node:http and not with
 * fetch, because a socket of fetch keeps the process alive, and an alert must not. A redirect is not followed: it would
 * show the message, and perhaps the secret in the address, to somebody whom nobody named.
 * @throws DeliveryError
 */
export async function post({ url, headers, body }: Post, signal: AbortSignal): Promise<void> {
  const address = addressOf(url);
  const { request } = address.protocol === 'https:' ? await import('node:https') : await import('node:http');
  const options: RequestOptions = {
    method: 'POST',
    // one connection a message: those that wait for more are what outlives its receiver
    agent: false,
    signal,
    headers: {
      'user-agent': 'pressproof',
      ...headers,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    },
  };
  const secrets = [url, ...Object.values(headers)];
  await new Promise<void>((resolve, reject) => {
    const fail = (error: unknown) => reject(connectionError(address, error));
    const sending = request(address, options, (response) => {
      const status = response.statusCode ?? 0;
      if (status >= 200 && status < 300) {
        response.destroy();
        resolve();
      } else {
        beginningOf(response).then(
          (answer) => reject(refusal(address, response, withoutSecrets(answer, secrets))),
          fail,
        );
      }
    });
    sending.on('socket', (socket) => socket.unref()).on('error', fail);
    sending.end(body);
  }).catch((error: unknown) => {
    throw error instanceof DeliveryError ? error : connectionError(address, error);
  });
}

/** @throws DeliveryError that does not show the address, which is a secret */
function addressOf(url: string): URL {
  const address = URL.canParse(url) ? new URL(url) : null;
  if (address?.protocol === 'http:' || address?.protocol === 'https:') return address;
  throw new DeliveryError('expected an http or https address for url', false);
}

async function beginningOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes >= MOST_OF_ANSWER) break;
    }
  } catch {
    // the status has arrived, and what there is of its reason is enough
    chunks.push(Buffer.from(' (cut off)'));
  }
  return Buffer.concat(chunks).subarray(0, MOST_OF_ANSWER).toString();
}

function refusal({ host }: URL, { statusCode = 0, headers }: IncomingMessage, answer: string): DeliveryError {
  const reason = answer.trim() === '' ? '' : `: ${short(answer.trim(), 200)}`;
  if (statusCode >= 300 && statusCode < 400) {
    return new DeliveryError(`${host} answered ${statusCode}, and redirects are not followed`, false);
  }
  const again = statusCode >= 500 || TRY_AGAIN.includes(statusCode);
  const pause = again ? retryAfterMs(headers['retry-after'], Date.now()) : null;
  return new DeliveryError(`${host} answered ${statusCode}${reason}`, again, pause);
}

/** Header values with line breaks and the like are ours to correct; everything else may pass. */
function connectionError({ host }: URL, error: unknown): DeliveryError {
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (code === 'ERR_INVALID_CHAR' || code === 'ERR_INVALID_HTTP_TOKEN') {
    return new DeliveryError('a header holds a character that HTTP does not allow', false, null);
  }
  return new DeliveryError(`${host}: ${code === 'ABORT_ERR' ? 'no answer in time' : message}`, true, null, {
    cause: error,
  });
}
