import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { UsageError } from '../core/errors.js';
import { HttpProblem } from './problem.js';

export interface AccessRules {
  /** Where the server listens. */
  readonly host: string;
  /** null: none is needed. */
  readonly token: string | null;
}

/** Whether only this machine can reach an address. */
export function isLoopback(host: string): boolean {
  const name = host.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  if (name === 'localhost' || name === '::1') return true;
  return (isIP(name) === 4 && name.startsWith('127.')) || name.startsWith('::ffff:127.');
}

/**
 * The token that requests must show; null where none is stated.
 * @throws UsageError where the server would be open to a network
 */
export function tokenFor(host: string, tokenEnv: string, env: NodeJS.ProcessEnv): string | null {
  // files of secrets end with a newline
  const token = (env[tokenEnv] ?? '').trim();
  if (token !== '') return token;
  if (isLoopback(host)) return null;
  const message = `Listening at ${host} needs a token, since others can reach it: put one into the environment variable ${tokenEnv}, or listen at 127.0.0.1`;
  throw new UsageError('token_missing', message);
}

/**
 * Refuses requests of browsers on behalf of other pages, also where a name was made to point at this machine.
 * @throws HttpProblem 403, 421
 */
export function refuseForeign({ headers }: IncomingMessage, { host }: AccessRules): void {
  const asked = headers.host ?? '';
  if (isLoopback(host) && !isNameOf(asked, host)) {
    const message = `This server answers to ${host} and localhost only, not to ${JSON.stringify(asked)} (header Host)`;
    throw new HttpProblem(421, 'foreign_host', message);
  }
  const { origin, 'sec-fetch-site': site, 'sec-fetch-mode': mode } = headers;
  const isForeign = origin !== undefined && !isOrigin(origin, asked);
  // a link to /healthz on another page is no request of that page
  if (isForeign || (site === 'cross-site' && mode !== 'navigate')) {
    throw new HttpProblem(403, 'foreign_origin', 'Requests of other web pages are refused (header Origin)');
  }
}

function isNameOf(asked: string, host: string): boolean {
  const name = /^(\[[^\]]*\]|[^:]*)(?::\d+)?$/.exec(asked)?.[1] ?? '';
  return isLoopback(name) || name.toLowerCase() === host.toLowerCase();
}

function isOrigin(origin: string, asked: string): boolean {
  return origin === `http://${asked}` || origin === `https://${asked}`;
}

/** @throws HttpProblem 401 */
export function refuseWithoutToken({ headers }: IncomingMessage, { token }: AccessRules): void {
  if (token === null) return;
  const shown = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  if (shown !== undefined && isSame(shown, token)) return;
  const wrong = shown === undefined ? 'needs the header Authorization: Bearer TOKEN' : 'shows another token';
  throw new HttpProblem(401, 'unauthorized', `The request ${wrong}`, {
    headers: { 'WWW-Authenticate': 'Bearer realm="pressproof"' },
  });
}

/** Takes the same time wherever they differ, and whatever their lengths. */
function isSame(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => createHash('sha256').update(text).digest());
  return timingSafeEqual(a!, b!);
}
