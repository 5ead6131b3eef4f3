import { DeliveryError } from './delivery.js';
import type { Secret } from './settings.js';

/**
 * The text of a secret, read from the environment at each delivery, so that one that was set or changed since holds.
 * @throws DeliveryError that names the variable
 */
export function reveal(secret: Secret, env: NodeJS.ProcessEnv): string {
  if (typeof secret === 'string') return secret;
  const text = env[secret.env] ?? '';
  if (text === '') throw new DeliveryError(`the environment variable ${secret.env} is not set`, false);
  return text;
}

/** What somebody else wrote, without what we keep secret from our own log. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((rest, secret) => (secret === '' ? rest : rest.replaceAll(secret, '(secret)')), text);
}
