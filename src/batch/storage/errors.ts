import { PressproofError } from '../../core/errors.js';

/**
 * A file could not be fetched, delivered, moved or removed; the message names it and the remedy. Codes: `not_found`,
 * `too_large`, `digest_mismatch`; of S3 also `bucket_missing`, `access_denied`, `no_credentials` (none, or none that the store takes), `no_region`,
 * `unreachable`, `storage_failed`. What the file system refuses (a full disk, no permission) is thrown as it says it.
 */
export class StorageError extends PressproofError {}
