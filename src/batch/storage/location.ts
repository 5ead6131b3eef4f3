import { isAbsolute, resolve } from 'node:path';
import { invalidArgument } from '../../core/errors.js';
import type { Location } from '../item.js';

/** A place in a bucket. Keys are as they are, never percent-encoded: `s3://bucket/a b.gif`. */
export interface S3Place {
  readonly bucket: string;
  /** Empty for the bucket itself. */
  readonly key: string;
}

const SCHEME = 's3://';

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html; older buckets have capitals and `_`
const BUCKET = /^[A-Za-z0-9][A-Za-z0-9._-]{1,62}$/;

export function isS3(location: string): boolean {
  return location.startsWith(SCHEME);
}

/**
 * @param name - what named the location, for errors
 * @throws UsageError `invalid_argument`
 */
export function s3Place(location: Location, name = 'an S3 location'): S3Place {
  const [bucket = '', ...key] = location.slice(SCHEME.length).split('/');
  if (!isS3(location) || !BUCKET.test(bucket)) throw invalidArgument(name, 's3://BUCKET/KEY', location);
  return { bucket, key: key.join('/') };
}

export function s3Location({ bucket, key }: S3Place): Location {
  return `${SCHEME}${bucket}/${key}`;
}

/** How a request to copy an object names it. */
export function copySource({ bucket, key }: S3Place): string {
  return `${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;
}

/**
 * The location that a path names: absolute, `s3://` as it is.
 * @param base - absolute folder that relative paths start from
 */
export function locationOf(path: string, base: string): Location {
  return isS3(path) ? path : resolve(base, path);
}

/**
 * The place of a name in a folder or below an S3 prefix.
 * @param name - as entries have it: see inputs/name.ts
 * @throws RangeError for a name that leads out of the folder, which no entry has
 */
export function locationBelow(folder: Location, name: string): Location {
  const parts = name.split('/');
  if (isAbsolute(name) || name.includes('\0') || parts.some((part) => part === '' || part === '.' || part === '..')) {
    throw new RangeError(`${JSON.stringify(name)} is no name within a folder`);
  }
  return `${folder.replace(/\/+$/, '')}/${name}`;
}
