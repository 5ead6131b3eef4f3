import { zod } from '../../core/zod.js';
import { PLAIN_DEFAULTS } from '../plain.js';

const DEFAULTS = PLAIN_DEFAULTS.server;

/** The HTTP server: server/. */
export function serverSection() {
  const z = zod();
  const time = (value: number, text: string) =>
    z
      .int()
      .min(1)
      // setTimeout fires at once beyond it
      .max(2 ** 31 - 1)
      .default(value)
      .describe(text);
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
      maxUploadBytes: z
        .int()
        .min(1)
        .default(DEFAULTS.maxUploadBytes)
        .describe('Temporary files of all requests together; what would exceed it gets 503'),
      maxInFlight: z.int().min(1).default(DEFAULTS.maxInFlight).describe('Requests at work; more get 503'),
      headersTimeoutMs: time(DEFAULTS.headersTimeoutMs, 'For the head of a request to arrive, ms'),
      requestTimeoutMs: time(DEFAULTS.requestTimeoutMs, 'For a whole request to arrive, ms; slower ones are cut off'),
      answerTimeoutMs: time(DEFAULTS.answerTimeoutMs, 'For a client to take the next piece of an answer, ms'),
      minBytesPerSecond: z
        .int()
        .min(0)
        .default(DEFAULTS.minBytesPerSecond)
        .describe('A body that comes more slowly is cut off; 0: only requestTimeoutMs ends it'),
      shutdownTimeoutMs: time(DEFAULTS.shutdownTimeoutMs, 'For requests at work to be answered once it is to stop, ms'),
    })
    .prefault({});
}
