import { randomBytes } from 'node:crypto';
import type { Location } from '../../item.js';
import { StorageError } from '../errors.js';
import { copySource, s3Place } from '../location.js';
import { connection } from './client.js';
import { mayBeOfOneObject, s3Fault } from './fault.js';

/** Whether an error of reading an object is of that object alone: its bucket, asked right after it, is as it should be. */
export async function isOfOneObject(error: unknown, location: Location): Promise<boolean> {
  if (!mayBeOfOneObject(error)) return false;
  const { client, s3, endpoint } = await connection();
  const { bucket: Bucket, key } = s3Place(location);
  try {
    await client.send(new s3.HeadBucketCommand({ Bucket }));
    return true;
  } catch (refusal) {
    const told = s3Fault(refusal, 'asked', location, endpoint);
    if (!(told instanceof StorageError && told.code === 'access_denied')) return false;
    // who may read objects and not list them is refused here, by a store that works
    if (error.code !== 'access_denied') return true;
  }
  try {
    // who may list no more than a prefix is refused the bucket as such
    const Prefix = key.slice(0, key.lastIndexOf('/') + 1);
    await client.send(new s3.ListObjectsV2Command({ Bucket, Prefix }));
    return true;
  } catch {
    // why is said by the error that made somebody ask
    return false;
  }
}

/**
 * Whether an error of writing an object is of that object alone: another is put below a prefix, copied and removed again,
 * which is all that an output needs to be published.
 */
export async function isOfOneOutput(error: unknown, prefix: Location): Promise<boolean> {
  if (!mayBeOfOneObject(error)) return false;
  const { client, s3 } = await connection();
  const { bucket: Bucket, key } = s3Place(prefix);
  const Key = `${key === '' ? '' : `${key}/`}.pressproof-${randomBytes(8).toString('hex')}`;
  const copy = `${Key}-copy`;
  try {
    await client.send(new s3.PutObjectCommand({ Bucket, Key, Body: Buffer.alloc(0) }));
    await client.send(
      new s3.CopyObjectCommand({ Bucket, Key: copy, CopySource: copySource({ bucket: Bucket, key: Key }) }),
    );
    await client.send(new s3.DeleteObjectCommand({ Bucket, Key: copy }));
    return true;
  } catch {
    // why is said by the error that made somebody ask
    return false;
  } finally {
    // what may not be removed stays; that is said where an output may not be
    await client.send(new s3.DeleteObjectCommand({ Bucket, Key })).catch(() => {});
  }
}
