import type { Location } from '../item.js';
import { fileStorage } from './file.js';
import { isS3 } from './location.js';
import { s3Storage } from './s3/s3.js';
import type { Storage } from './storage.js';

export { StorageError } from './errors.js';
export { isOfOneObject, isOfOneOutput } from './s3/one-object.js';
export { isS3, locationBelow, locationOf } from './location.js';
export type { GetOptions, Storage } from './storage.js';

/** What a location lies in. */
export function storageOf(location: Location): Storage {
  return isS3(location) ? s3Storage : fileStorage;
}
