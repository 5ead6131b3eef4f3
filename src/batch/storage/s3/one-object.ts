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
  try {
    await client.send(new s3.HeadBucketCommand({ Bucket: s3Place(location).bucket }));
    return true;
  } catch (refusal) {
    const told = s3Fault(refusal, 'asked', location, endpoint);
    // who may read objects and not list them is refused here, by a store that works
    return error.code !== 'access_denied' && told instanceof StorageError && told.code === 'access_denied';
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
