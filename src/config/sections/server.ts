import { zod } from '../../core/zod.js';
import { PLAIN_DEFAULTS } from '../plain.js';

const DEFAULTS = PLAIN_DEFAULTS.server;

/** The HTTP server: server/. */
export function serverSection() {
  const z = zod();
  return z
    .strictObject({
      host: z.string().min(1).default(DEFAULTS.host).describe('Address to listen at; beyond loopback it needs a token'),
      port: z.int().min(0).max(65535).default(DEFAULTS.port).describe('0: any free one'),
      roots: z.array(z.string().min(1)).default(DEFAULTS.roots).describe('Folders whose files requests may name'),
      tokenEnv: z
        .string()
        .min(1)
        .default(DEFAULTS.tokenEnv)
        .describe('Environment variable with the bearer token that requests must show'),
      maxBodyBytes: z.int().min(1).default(DEFAULTS.maxBodyBytes).describe('Larger requests are refused'),
      maxInFlight: z.int().min(1).default(DEFAULTS.maxInFlight).describe('Requests at work; more get 503'),
      requestTimeoutMs: z
        .int()
        .min(1)
        .max(2 ** 31 - 1)
        .default(DEFAULTS.requestTimeoutMs)
        .describe('For a request to arrive, ms; slower ones are cut off'),
    })
    .prefault({});
}
