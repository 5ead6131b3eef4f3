import { UsageError } from '../../core/errors.js';

/** States the address where an argument would show its password to everybody on the machine. */
const QUEUE_VARIABLE = 'PRESSPROOF_QUEUE';

const EXPECTED = 'an address such as redis://host:6379/0 (rediss:// for TLS)';

/** Where a queue is: a Redis or Valkey server. */
export interface QueueAddress {
  /** Whole, secrets included: for the client and for nobody else. */
  readonly url: string;
  /** The same for people: without user, password and parameters. */
  readonly shown: string;
}

/**
 * @param flag - of the command line; stronger than the environment
 * @throws UsageError for one that is none, without repeating it: it may hold a password in an unexpected place
 */
export function queueAddress(flag: string | undefined, env: NodeJS.ProcessEnv): QueueAddress {
  const stated = flag ?? env[QUEUE_VARIABLE];
  const name = flag === undefined ? QUEUE_VARIABLE : '--queue';
  if (stated === undefined || stated === '') {
    throw new UsageError(
      'invalid_argument',
      `Expected ${EXPECTED} with --queue, or in ${QUEUE_VARIABLE}: none is stated`,
    );
  }
  const url = URL.canParse(stated) ? new URL(stated) : null;
  if (url === null) throw refused(name, 'a text that is no address');
  if (url.protocol !== 'redis:' && url.protocol !== 'rediss:')
    throw refused(name, `one that begins with ${url.protocol}`);
  if (url.hostname === '') throw refused(name, 'one without a host');
  if (!/^(\/\d*)?$/.test(url.pathname)) throw refused(name, 'one whose database is no number');
  return { url: stated, shown: `${url.protocol}//${url.host}${url.pathname === '/' ? '' : url.pathname}` };
}

/** Without what was received: in an address that is none a password may be anywhere. */
function refused(name: string, received: string): UsageError {
  return new UsageError('invalid_argument', `Expected ${EXPECTED} for ${name} but received ${received}`);
}
