import type { HttpBindings } from '@hono/node-server';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { visible } from '../core/visible.js';
import { HttpProblem } from './problem.js';
import type { Answer } from './route.js';

const HEADERS = {
  'Cache-Control': 'no-store',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
} as const;

/** Pages hold no script and load nothing. */
const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** An answer that fits into memory. @param shown - what of its texts may be told */
export function responseOf(answer: Answer, id: string, shown: (text: string, key: string) => string): Response {
  const { status, json, text } = answer;
  const headers = { ...headersOf(answer, id), ...(text && { 'Content-Type': text.type }) };
  if (text) {
    const isPage = text.type.startsWith('text/html');
    return new Response(text.body, {
      status,
      headers: { ...headers, ...(isPage && { 'Content-Security-Policy': PAGE_POLICY }) },
    });
  }
  const body = JSON.stringify(json, (key, value: unknown) => (typeof value === 'string' ? shown(value, key) : value));
  return new Response(`${visible(body)}\n`, { status, headers: { 'Content-Type': 'application/json', ...headers } });
}

/** Sends a file as it is read. Whoever does not take it loses the connection. */
export async function sendFile(answer: Answer, id: string, { outgoing }: HttpBindings): Promise<void> {
  const { path, type } = answer.file!;
  const { size } = await stat(path);
  outgoing.writeHead(answer.status, { 'Content-Type': type, 'Content-Length': size, ...headersOf(answer, id) });
  try {
    await pipeline(createReadStream(path), outgoing);
  } catch (error) {
    throw new HttpProblem(499, 'client_gone', 'The client did not take the answer', { cause: error });
  }
}

function headersOf({ headers = {} }: Answer, id: string): Record<string, string> {
  return { ...HEADERS, 'Pressproof-Request-Id': id, ...headers };
}
