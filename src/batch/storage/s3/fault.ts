import { PressproofError, reasonOf } from '../../../core/errors.js';
import { isSystemError } from '../../../core/system-error.js';
import type { Location } from '../../item.js';
import { StorageError } from '../errors.js';
import { s3Place } from '../location.js';

/** As the SDK and Node throw them. */
interface Thrown {
  readonly name?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly statusCode?: number };
}

const NETWORK = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH', 'EPIPE']);
/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html: of who asks, whatever is asked for. */
const NOT_KNOWN = new Set([
  'ExpiredToken',
  'InvalidAccessKeyId',
  'InvalidToken',
  'RequestTimeTooSkewed',
  'SignatureDoesNotMatch',
  'TokenRefreshRequired',
]);
const KEYS = 'set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE';

/**
 * What went wrong with a location, and what to do.
 * @param endpoint - see Connection
 */
export function s3Fault(error: unknown, doing: string, location: Location, endpoint: string): Error {
  // ours already, or the end that the caller asked for
  if (error instanceof PressproofError || (error as Thrown).name === 'AbortError') return error as Error;
  const { code, remedy } = kindOf(error as Thrown, s3Place(location).bucket, endpoint);
  return new StorageError(code, `${location} cannot be ${doing}: ${reasonOf(error) || code}; ${remedy}`, {
    cause: error,
  });
}

function kindOf(thrown: Thrown, bucket: string, endpoint: string): { readonly code: string; readonly remedy: string } {
  const { name = '', code = '' } = thrown;
  const status = thrown.$metadata?.httpStatusCode ?? thrown.$response?.statusCode;
  if (name === 'NoSuchBucket')
    return { code: 'bucket_missing', remedy: `make the bucket ${bucket} at ${endpoint}, or name another` };
  if (status === 404) return { code: 'not_found', remedy: `it is not in the bucket ${bucket} at ${endpoint}` };
  if (name === 'CredentialsProviderError') return { code: 'no_credentials', remedy: KEYS };
  if (/region is missing/i.test(reasonOf(thrown))) {
    return { code: 'no_region', remedy: 'set AWS_REGION (us-east-1 for stores that have none)' };
  }
  if (status === 301) return { code: 'no_region', remedy: `set AWS_REGION to the region of the bucket ${bucket}` };
  if (status === 401 || NOT_KNOWN.has(name)) {
    return { code: 'no_credentials', remedy: `${endpoint} does not take these keys: ${KEYS}` };
  }
  if (status === 403) {
    return {
      code: 'access_denied',
      remedy: `check the keys (${KEYS}) and what they may do with the bucket ${bucket} at ${endpoint}`,
    };
  }
  if (NETWORK.has(code) || name === 'TimeoutError' || name === 'AggregateError') {
    return { code: 'unreachable', remedy: `check that ${endpoint} can be reached, and AWS_ENDPOINT_URL` };
  }
  return { code: 'storage_failed', remedy: `try again; ${endpoint} answered ${status ?? 'nothing'}` };
}

/** What a store may say of one object while it serves others; of keys, buckets and regions it never is. */
const OF_AN_OBJECT = ['access_denied', 'unreachable', 'storage_failed'];

/** Whether it may be of one object that an error tells; a disk of this machine that is full is of none. */
export function mayBeOfOneObject(error: unknown): error is StorageError {
  if (!(error instanceof StorageError) || !OF_AN_OBJECT.includes(error.code)) return false;
  return !isSystemError(error.cause) || NETWORK.has(error.cause.code ?? '');
}

/** Whether the same transfer may well succeed a moment later. */
export function isPassing(error: unknown): boolean {
  const { name = '', code = '', $metadata } = error as Thrown;
  const status = $metadata?.httpStatusCode ?? 0;
  if (status >= 500 || status === 429) return true;
  // a connection that ended within a body
  return NETWORK.has(code) || ['ERR_STREAM_PREMATURE_CLOSE', 'ECONNABORTED'].includes(code) || name === 'TimeoutError';
}
