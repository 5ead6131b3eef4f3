import type { IncomingMessage } from 'node:http';
import { HttpProblem } from '../problem.js';
import type { ServerPackages } from '../packages.js';
import type { RequestFiles } from '../spool.js';
import { bodyChunks, type BodyLimits } from './chunks.js';
import { readForm, type Form } from './form.js';
import { MAX_JSON_BYTES, parseJson } from './json.js';

/**
 * The body of a request: JSON, or a form with the same JSON and files.
 * @throws HttpProblem 400, 408, 413, 415
 */
export async function readBody(
  { Busboy }: Pick<ServerPackages, 'Busboy'>,
  incoming: IncomingMessage,
  limits: BodyLimits,
  files: RequestFiles,
): Promise<Form> {
  const { 'content-type': type = '', 'content-encoding': encoding = 'identity' } = incoming.headers;
  const [media = ''] = type.toLowerCase().split(';');
  if (encoding !== 'identity') throw unsupported(`a body without Content-Encoding but received ${encoding}`);
  if (media.trim() === 'multipart/form-data') {
    return await readForm(Busboy, incoming, bodyChunks(incoming, limits), files);
  }
  if (media.trim() !== 'application/json') {
    throw unsupported(`Content-Type application/json or multipart/form-data but received ${media.trim() || 'none'}`);
  }
  const maxBytes = Math.min(limits.maxBytes, MAX_JSON_BYTES);
  const chunks: Buffer[] = [];
  for await (const chunk of bodyChunks(incoming, { ...limits, maxBytes })) chunks.push(chunk);
  return { request: parseJson(Buffer.concat(chunks)), uploads: new Map() };
}

function unsupported(expected: string): HttpProblem {
  return new HttpProblem(415, 'unsupported_media_type', `Expected ${expected}`, { headers: { Connection: 'close' } });
}
