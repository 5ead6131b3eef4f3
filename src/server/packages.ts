import { UsageError } from '../core/errors.js';
import { whyUnusable } from '../core/on-demand.js';

/** The packages of the server: optional, so that who only validates need not have them. */
export async function serverPackages() {
  try {
    const [{ Hono }, { createAdaptorServer }, { RESPONSE_ALREADY_SENT }, { Busboy }] = await Promise.all([
      import('hono'),
      import('@hono/node-server'),
      import('@hono/node-server/utils/response'),
      import('@fastify/busboy'),
    ]);
    return { Hono, createAdaptorServer, RESPONSE_ALREADY_SENT, Busboy };
  } catch (error) {
    const reason = whyUnusable(error, ['hono', '@hono/node-server', '@fastify/busboy']);
    throw new UsageError('server_unavailable', `The server cannot start: ${reason}`, { cause: error });
  }
}

export type ServerPackages = Awaited<ReturnType<typeof serverPackages>>;
