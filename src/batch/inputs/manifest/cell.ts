import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { invalidArgument, UsageError } from '../../../core/errors.js';
import type { Location } from '../../item.js';
import { isS3, s3Place } from '../../storage/location.js';

/** Whether there is more than an empty cell. */
export function isStated(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

/**
 * A place on this machine or in a bucket.
 * @param base - absolute folder that relative paths start at
 */
export function locationIn(value: unknown, name: string, base: string): Location {
  if (typeof value === 'string' && isS3(value) && !value.includes('\0')) {
    if (s3Place(value, name).key === '') throw invalidArgument(name, 's3://BUCKET/KEY', value);
    return value;
  }
  return pathIn(value, name, base, 'a path or an s3:// address');
}

/** A place on this machine: models, and what they are held against, are read where they lie. */
export function pathIn(value: unknown, name: string, base: string, expected = 'a path on this machine'): string {
  if (typeof value !== 'string' || value === '' || value.includes('\0')) throw invalidArgument(name, expected, value);
  if (value.startsWith('file://')) return fileOf(value, name);
  // what a path of one machine would hardly begin with
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(value)) throw invalidArgument(name, expected, value);
  return resolve(base, value);
}

function fileOf(url: string, name: string): Location {
  try {
    return fileURLToPath(url);
  } catch (error) {
    throw new UsageError('invalid_argument', invalidArgument(name, 'a file:// URL of this machine', url).message, {
      cause: error,
    });
  }
}
