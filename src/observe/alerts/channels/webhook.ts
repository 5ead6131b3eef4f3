import { post } from '../http.js';
import { reveal } from '../secret.js';
import type { WebhookChannel } from '../settings.js';
import type { OpenChannel } from './channel.js';

/**
 * POST of an AlertMessage as JSON. A message whose answer got lost comes again under the same `idempotency-key`, its id.
 */
export const webhook: OpenChannel<WebhookChannel> = ({ url, headers = {} }, { env }) => ({
  type: 'webhook',
  async send(message, signal) {
    const own = Object.entries(headers).map(([name, value]) => [name, reveal(value, env)]);
    await post(
      {
        url: reveal(url, env),
        headers: { 'idempotency-key': message.id, ...(Object.fromEntries(own) as Record<string, string>) },
        body: JSON.stringify(message),
      },
      signal,
    );
  },
});
