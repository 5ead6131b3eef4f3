import type * as S3 from '@aws-sdk/client-s3';
import { UsageError } from '../../../core/errors.js';
import { whyUnusable } from '../../../core/on-demand.js';

export type Package = typeof S3;

export interface Connection {
  readonly client: S3.S3Client;
  readonly s3: Package;
  /** For people: `http://localhost:9000`, or `AWS`. */
  readonly endpoint: string;
}

/** A store that does not answer the telephone within it is down; the SDK tries again by itself. */
const CONNECT_MS = 10_000;

/** Silence of a store that was talking. */
const IDLE_MS = 60_000;

let opened: Promise<Connection> | undefined;

/**
 * The process's client, made at its first use. Region, credentials, endpoint and retries are the SDK's: environment
 * (AWS_REGION, AWS_ACCESS_KEY_ID, AWS_ENDPOINT_URL, ...), profiles, roles.
 * @throws UsageError `s3_unavailable`
 */
export function connection(): Promise<Connection> {
  return (opened ??= connect(process.env));
}

async function connect(env: NodeJS.ProcessEnv): Promise<Connection> {
  const s3 = await import('@aws-sdk/client-s3').catch((error: unknown) => {
    const reason = whyUnusable(error, ['@aws-sdk/client-s3']);
    throw new UsageError('s3_unavailable', `s3:// locations cannot be used: ${reason}`, { cause: error });
  });
  // it tells users of Node 20 about versions to come; which one is installed is our business
  env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  const endpoint = env['AWS_ENDPOINT_URL_S3'] || env['AWS_ENDPOINT_URL'] || null;
  const client = new s3.S3Client({
    // names of buckets are no names of hosts elsewhere
    forcePathStyle: endpoint !== null && !/\.amazonaws\.com(\.cn)?(:\d+)?\/?$/.test(endpoint),
    // other stores know no checksums that follow a body; a sha256 is sent ahead of each, and checked by us
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // it warns of what we do ourselves, on the console of whoever runs a batch
    logger: { debug() {}, info() {}, warn() {}, error() {} },
    requestHandler: { connectionTimeout: CONNECT_MS, socketTimeout: IDLE_MS },
  });
  return { client, s3, endpoint: endpoint ?? 'AWS' };
}
